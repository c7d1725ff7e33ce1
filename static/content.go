package static

// Content is a file as it is kept, or nothing where there is no such file.
func Content(name string) []byte {
	if f, ok := files[name]; ok {
		return f.plain
	}
	return nil
}
