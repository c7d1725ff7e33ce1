// Package gotrue reads the tables of GoTrue, the server that Supabase Auth is, for
// an import: somebody else's tables, whose columns and rules are not ours to choose.
//
// Open looks once which of the tables and columns there are, because older databases
// lack some. Batch then reads users in the order of their ids with what hangs on
// them, in five statements on one snapshot, under the names that rows have here:
// package models has those rows, and this package stands above it. What is encrypted
// there comes back encrypted, a number as it was written.
//
// It judges nothing: whether a user, a number or a key can be taken is for package
// auth. It never writes, which the server itself enforces; it never leaves out what
// the role may not see, but refuses the whole; and it shows no password of a URL.
package gotrue
