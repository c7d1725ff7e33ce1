// Package config holds every setting of the program in one struct. Load reads it
// from a TOML file and the environment, and Check checks it. The struct's comments
// are the reference (docs/config.md is made from them).
//
// Each section of the struct has a file of its own: server.go, database.go,
// auth.go, tokens.go, sms.go and so on. The rules for its values are in check_*.go.
//
//	Load     file.go, environment.go   reads values by path, with file and line
//	         unknown.go                refuses unknown keys and suggests the nearest one
//	         other_names.go            reads the names of other servers, by config/othernames
//	         assign.go                 sets the fields
//	Check    check*.go                 finds all problems at once; Readers check what other rooms understand
//	FillDevelopmentSecrets             makes missing secrets in development mode
//	Print    print.go                  prints the settings in force, secrets masked
//
// It imports no room of the product but its own. A room is given its section, or
// what it needs of several: only cmd/web, auth/domain and handlers.SettingsOf see the
// whole. No problem, warning or print shows the value of a secret.
package config
