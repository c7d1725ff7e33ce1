// Package limits slows and stops requests. All but the Gate are pure functions of
// counts and times.
//
//	Pace       when a number may ask for the next code
//	CodeRules  how long a code is valid
//	Limiter    how many requests of a kind one address may make
//	Gate       counts those requests, in buckets that all replicas share
//	Browser    how many messages one browser may ask for, and to how many numbers
//	Proven     how long a proof of a number counts
//
// The other counts are in tables and page sessions; callers read and write them
// (models.History). Only the Gate reads a clock. Settings can change only the
// periods and rates that are parameters. docs/rules.md lists the limits in one
// table.
package limits
