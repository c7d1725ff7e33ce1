// Package totp makes and matches the codes of authenticator apps (RFC 6238). It
// keeps nothing: who counts tries, and which time step was used, is its caller's.
package totp
