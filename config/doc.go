// Package config holds every setting of the program: one struct, whose comments
// are the reference (docs/config.md is made from them), read from a TOML file
// and the environment by Load and judged by Check.
//
// A section of the struct has a file of its own: server.go, database.go, auth.go,
// tokens.go, sms.go and so on. What a section must be like stands in check_*.go.
//
//	Load     file.go, environment.go   what was given, by path, with file and line
//	         unknown.go                what is no key, and the nearest one
//	         other_names.go            the same from the names of other servers, by config/othernames
//	         assign.go                 into the fields
//	Check    check*.go                 all problems at once, and by Readers what other rooms read
//	FillDevelopmentSecrets             what development mode makes for itself
//	Print    print.go                  the settings in force, secrets masked
//
// It imports no room of the product but its own. A room is given its section, or
// what it needs of several: only cmd/web sees the whole. The value of a secret is in
// no problem, warning or print.
package config
