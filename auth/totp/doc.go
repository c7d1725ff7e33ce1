// Package totp makes and checks the codes of authenticator apps (RFC 6238). It
// never stores, logs or counts anything: callers count tries and remember the used time
// step, so that no code counts twice.
package totp
