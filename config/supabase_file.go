package config

import (
	"path/filepath"
	"slices"
	"strings"
)

// supabaseTables are the tables and keys of a config.toml of the Supabase CLI
// that have no meaning here (wire contract, section 13): the other programs of a
// Supabase project, e-mail, and other ways to sign in.
var supabaseTables = []string{
	"project_id", "api", "db", "realtime", "studio", "inbucket", "local_smtp", "storage", "edge_runtime", "functions",
	"analytics", "experimental", "remotes",
	"auth.enabled", "auth.external_url", "auth.email", "auth.external", "auth.third_party", "auth.web3", "auth.oauth_server",
	"auth.passkey", "auth.webauthn", "auth.mfa.web_authn", "auth.hook.send_email",
	"auth.rate_limit.email_sent", "auth.rate_limit.web3",
}

// supabaseKeys are its other names for our keys.
var supabaseKeys = map[string]string{
	"auth.email.secure_password_change": "auth.password_change_needs_reauthentication",
}

// isSupabase tells a config.toml of the Supabase CLI from a file of ours: it
// configures more programs than one.
func isSupabase(tree map[string]any) bool {
	return slices.ContainsFunc([]string{"project_id", "api", "db", "studio"}, func(name string) bool {
		_, ok := tree[name]
		return ok
	})
}

// adapt takes out of such a file what means nothing here, and remarks on it.
func (f *file) adapt() {
	var ignored []string
	for _, path := range f.settings.paths() {
		s := f.settings[path]
		if key, ok := supabaseKeys[path]; ok {
			f.settings[key] = s
			delete(f.settings, path)
			continue
		}
		if table, ok := supabaseTable(path); ok {
			ignored = append(ignored, table)
			delete(f.settings, path)
			continue
		}
		if _, missing := s.value.(unresolved); missing {
			delete(f.settings, path)
		}
	}
	if slices.Sort(ignored); len(ignored) > 0 {
		f.remarks.add(filepath.Base(f.path), "these parts of Supabase's config.toml have no meaning for this server and were ignored: %s",
			strings.Join(slices.Compact(ignored), ", "))
	}
}

// supabaseTable is the part of the file that path is in, if it is one that means
// nothing here.
func supabaseTable(path string) (string, bool) {
	for _, table := range supabaseTables {
		if path == table || strings.HasPrefix(path, table+".") {
			return table, true
		}
	}
	return "", false
}

// isTemplate tells the limits of such a file from those that somebody chose: the
// CLI writes them into every file, and does not hold its own machine to them.
func (f *file) isTemplate(path string) bool {
	return f.supabase && f.settings[path].place == f.place(path) && strings.HasPrefix(path, "auth.rate_limit.")
}
