// Package totp makes and checks the codes of authenticator apps (RFC 6238). It
// stores nothing: callers count tries and remember the used time step.
package totp
