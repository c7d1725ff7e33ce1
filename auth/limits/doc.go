// Package limits decides what is slowed and stopped. All but the Gate are pure
// functions of what was counted and of the time.
//
//	Pace       when a number may ask for the next code
//	CodeRules  how long a code is good
//	Limiter    how many requests of a kind one address may make
//	Gate       counts those requests, in buckets that all replicas share
//	Browser    how many messages one browser may ask for, and to how many numbers
//	Proven     how long a proof of a number counts
//
// The other counts are in tables and page sessions, and their callers read and write
// them (models.History). Nothing here reads a clock, and nothing here may be weakened by a
// setting but the periods and rates that its parameters name. docs/rules.md has the
// limits in one table.
package limits
