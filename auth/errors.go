package auth

import (
	"fmt"
	"time"
)

// Reason names a refusal. It is stable: clients see it.
type Reason string

// The reasons for refusing.
const (
	BadPhone        Reason = "bad_phone"         // cannot be a number
	PhoneMissing    Reason = "phone_missing"     // nothing was entered
	PhoneTooShort   Reason = "phone_too_short"   // digits are missing
	PhoneTooLong    Reason = "phone_too_long"    // has more digits than its country allows
	PhoneNoCountry  Reason = "phone_no_country"  // begins with no country's code
	PhoneNotMobile  Reason = "phone_not_mobile"  // is certainly no number that gets texts
	CountryRefused  Reason = "country_refused"   // the operator does not send there
	BadChannel      Reason = "bad_channel"       // not offered by the sender
	PhoneDisabled   Reason = "phone_disabled"    // sign-in by phone is off
	UnknownNumber   Reason = "unknown_number"    // nobody has it, and the caller wants no new user
	SignupsClosed   Reason = "signups_closed"    // nobody has it, and there are no new users
	TooSoon         Reason = "too_soon"          // RetryAfter tells when a message may be asked for
	NumberStopped   Reason = "number_stopped"    // too many wrong codes in a row: needs an operator or a known device
	SendRefused     Reason = "send_refused"      // the carrier refuses this number
	SendFailed      Reason = "send_failed"       // the carrier is down, slow or misconfigured
	WrongCode       Reason = "wrong_code"        // wrong, used, or another's; TriesLeft tells how many are left
	CodeExpired     Reason = "code_expired"      // too old
	TooManyTries    Reason = "too_many_tries"    // the code is dead
	PhoneTaken      Reason = "phone_taken"       // another user has the number
	UserBanned      Reason = "user_banned"       // shut out
	BadToken        Reason = "bad_token"         // an access token that is not ours, changed or expired
	BadSubject      Reason = "bad_subject"       // an access token whose subject is no user id
	NoUser          Reason = "no_user"           // the user of the token is gone
	NoSession       Reason = "no_session"        // the session of the token is over
	BadRefresh      Reason = "bad_refresh"       // not a refresh token
	UnknownRefresh  Reason = "unknown_refresh"   // a refresh token of no session
	ForeignRefresh  Reason = "foreign_refresh"   // a refresh token newer than the session knows
	RefreshReused   Reason = "refresh_reused"    // rotated away long ago; its session is ended
	RefreshBanned   Reason = "refresh_banned"    // the user is shut out
	UnknownAuthCode Reason = "unknown_auth_code" // of no login, or used
	AuthCodeExpired Reason = "auth_code_expired" // too old
	BadVerifier     Reason = "bad_verifier"      // does not match the challenge; the code is burned
	UnknownApp      Reason = "unknown_app"       // no such client_id
	BadRedirect     Reason = "bad_redirect"      // not a registered URL of the app
	BadChallenge    Reason = "bad_challenge"     // PKCE is missing or malformed
	NotReverted     Reason = "not_reverted"      // the link is old, used, or the number is taken

	// Passwords, sign-up and changes of users

	// Sessions

	// Second factors

	// Administration

	// Hooks and captcha

	// Limits
)

// A Refusal is an answer, not a fault: its reason may be shown to the caller.
type Refusal struct {
	Reason     Reason
	RetryAfter time.Duration // zero when waiting does not help
	TriesLeft  int           // with WrongCode
	Detail     string        // for developers; holds nothing that the caller did not send
	Session    string        // the session it is about, where there is one
	User       string        // the user it is about, where there is one
}

func (r *Refusal) Error() string {
	if r.Detail != "" {
		return fmt.Sprintf("%s: %s", r.Reason, r.Detail)
	}
	return string(r.Reason)
}

func refuse(reason Reason) error { return &Refusal{Reason: reason} }

func refuseBecause(reason Reason, detail string) error {
	return &Refusal{Reason: reason, Detail: detail}
}
