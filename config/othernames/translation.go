package othernames

// A Setting is one of our keys and its value, in the notation of our variables.
type Setting struct {
	Key   string
	Value string
	Place string // the name that the operator used
}

// A Translation is the settings of another server's deployment in our terms.
type Translation struct {
	Settings []Setting
	Remarks  []string // for the operator: what is ignored or differs
	Problems []string // problems, by the names of the other server
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
