package othernames

import (
	"slices"
	"strings"
)

// supabaseTables are the tables and keys of the Supabase CLI's config.toml without
// a meaning here (wire contract, section 13): the other programs of a Supabase
// project, e-mail, and other ways to sign in.
var supabaseTables = []string{
	"project_id", "api", "db", "realtime", "studio", "inbucket", "local_smtp", "storage", "edge_runtime", "functions",
	"analytics", "experimental", "remotes",
	"auth.enabled", "auth.external_url", "auth.email", "auth.external", "auth.third_party", "auth.web3", "auth.oauth_server",
	"auth.passkey", "auth.webauthn", "auth.mfa.web_authn", "auth.hook.send_email",
	"auth.rate_limit.email_sent", "auth.rate_limit.web3",
}

// supabaseKeys are its different names for our keys.
var supabaseKeys = map[string]string{
	"auth.email.secure_password_change": "auth.password_change_needs_reauthentication",
}

// IsSupabase reports whether a file is a config.toml of the Supabase CLI, which
// configures more programs than one.
func IsSupabase(tree map[string]any) bool {
	return slices.ContainsFunc([]string{"project_id", "api", "db", "studio"}, func(name string) bool {
		_, ok := tree[name]
		return ok
	})
}

// FromSupabase translates the dotted path of a key in such a file. For a key
// without a meaning here our key is "", and part is the part of the file to report.
func FromSupabase(path string) (key, part string) {
	if ours, ok := supabaseKeys[path]; ok {
		return ours, ""
	}
	for _, table := range supabaseTables {
		if path == table || strings.HasPrefix(path, table+".") {
			return "", table
		}
	}
	return path, ""
}

// IgnoredParts is the remark on ignored parts of the file.
func IgnoredParts(file string, parts []string) string {
	slices.Sort(parts)
	return file + ": these parts of Supabase's config.toml have no meaning for this server and were ignored: " +
		strings.Join(slices.Compact(parts), ", ")
}

// IsTemplate reports whether a value is one of the limits that the CLI writes into
// every file and does not apply on its own machine.
func IsTemplate(path string) bool { return strings.HasPrefix(path, "auth.rate_limit.") }
