// Package passwords hashes and compares passwords, and says what a new one must
// have.
//
// Ours are bcrypt. Hashes that other servers made are compared in their own form
// (bcrypt, Argon2, Firebase's scrypt) and replaced by ours at the next sign-in. The
// room keeps nothing, counts no tries and never returns a password in an error.
package passwords
