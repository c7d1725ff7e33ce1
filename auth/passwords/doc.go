// Package passwords hashes and compares passwords, and checks the rules for new
// ones.
//
// Our hashes are bcrypt. Hashes of other servers are compared in their own form
// (bcrypt, Argon2, Firebase's scrypt) and replaced by ours at the next sign-in. The
// room stores nothing, counts no tries and never returns a password in an error.
package passwords
