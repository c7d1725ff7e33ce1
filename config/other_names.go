package config

import (
	"path/filepath"

	"phonelogin/config/othernames"
)

// applyGoTrue sets keys from the environment of a GoTrue server, with remarks.
func applyGoTrue(given settings, vars map[string]string) (remarks, problems Problems) {
	t := othernames.FromGoTrue(vars, given.has)
	for _, s := range t.Settings {
		given[s.Key] = setting{value: text(s.Value), place: s.Place}
	}
	return t.Remarks, t.Problems
}

// deriveSecrets fills in the secrets that a GoTrue deployment lacks, in production
// only: development keeps those that it makes.
func (c *Config) deriveSecrets(keys []key) {
	if c.Mode != Production || len([]rune(c.Auth.JWTSecret)) < minJWTSecret {
		return
	}
	fields := map[string]key{}
	for _, k := range keys {
		fields[k.path] = k
	}
	t := othernames.FromSecret(c.Auth.JWTSecret, func(path string) bool { return fields[path].field.Len() > 0 })
	for _, s := range t.Settings {
		assign(fields[s.Key].field, text(s.Value))
	}
	c.remarks = append(c.remarks, t.Remarks...)
}

// translateSupabase renames the keys of the Supabase CLI's config.toml to ours,
// removes those without a meaning here, and remarks on them.
func (f *file) translateSupabase() {
	var ignored []string
	for _, path := range f.settings.paths() {
		s := f.settings[path]
		_, missing := s.value.(unresolved)
		switch key, part := othernames.FromSupabase(path); {
		case part != "":
			ignored = append(ignored, part)
			delete(f.settings, path)
		case key != path:
			f.settings[key] = s
			delete(f.settings, path)
		case missing:
			delete(f.settings, path)
		}
	}
	if len(ignored) > 0 {
		f.remarks = append(f.remarks, othernames.IgnoredParts(filepath.Base(f.path), ignored))
	}
}

// isTemplate reports whether a value is one that the Supabase CLI writes into every
// file.
func (f *file) isTemplate(path string) bool {
	return f.supabase && f.settings[path].place == f.place(path) && othernames.IsTemplate(path)
}
