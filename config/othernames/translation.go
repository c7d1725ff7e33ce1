package othernames

// A Setting is a key of ours and its value, written as in a variable of ours.
type Setting struct {
	Key   string
	Value string
	Place string // the name under which the operator gave it
}

// A Translation is what a deployment of another server means here.
type Translation struct {
	Settings []Setting
	Remarks  []string // for the operator: what is ignored, or means something else
	Problems []string // what is wrong, by the names of the other server
}

func (t *Translation) set(key, value, place string) {
	t.Settings = append(t.Settings, Setting{Key: key, Value: value, Place: place})
}

func (t *Translation) has(key string) bool {
	for _, s := range t.Settings {
		if s.Key == key {
			return true
		}
	}
	return false
}

func (t *Translation) remark(name, text string) {
	t.Remarks = append(t.Remarks, name+": "+text)
}

func (t *Translation) problem(name, text string) {
	t.Problems = append(t.Problems, name+": "+text)
}
