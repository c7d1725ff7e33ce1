// Package human asks people to show that they are no program, before a message is sent
// or a password tried.
//
// The captcha's provider judges the token that its widget gave. Messages cost money, so
// the check must never pass without a verdict.
package human
