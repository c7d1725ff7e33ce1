// Package human asks people to show that they are no program, before a message is
// sent or a password tried.
//
// A captcha's provider judges the token that its widget gave. Messages cost money, so
// no verdict is no.
package human
