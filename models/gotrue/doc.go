// Package gotrue reads the tables of GoTrue, the server behind Supabase Auth, for
// an import. The tables belong to another program; their columns and rules are
// given.
//
// Open checks which tables and columns exist, because older databases lack some.
// Batch reads users in the order of their ids with everything that belongs to them,
// in five statements on one snapshot, as rows of package models. Encrypted values
// stay encrypted, and numbers stay as written.
//
// The package does not decide whether a user, a number or a key can be imported;
// package takeover does. It never writes, and the server enforces this. When the
// role may not see some rows, it refuses the whole import instead of leaving them
// out. It never shows the password of a URL.
package gotrue
