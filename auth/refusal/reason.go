package refusal

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
	PhoneBadSign    Reason = "phone_bad_sign"    // has a letter or sign that may stand for a digit
	PhoneNotOne     Reason = "phone_not_one"     // is several numbers, or has an extension
	PhoneAmbiguous  Reason = "phone_ambiguous"   // fits several countries
	CountryRefused  Reason = "country_refused"   // the operator does not send there
	BadChannel      Reason = "bad_channel"       // not offered by the sender
	PhoneDisabled   Reason = "phone_disabled"    // sign-in by phone is off
	UnknownNumber   Reason = "unknown_number"    // nobody has it, and the caller wants no new user
	SignupsClosed   Reason = "signups_closed"    // nobody has it, and there are no new users
	TooSoon         Reason = "too_soon"          // RetryAfter tells when a message may be asked for
	NumberStopped   Reason = "number_stopped"    // too many wrong codes of a factor in a row: needs an operator or a known device
	SendRefused     Reason = "send_refused"      // the carrier refuses this number
	OptedOut        Reason = "opted_out"         // the number's owner wants no messages on this channel (STOP)
	SendFailed      Reason = "send_failed"       // the carrier is down, slow or misconfigured; RetryAfter tells when to try again, where the carrier named a time
	CheckFailed     Reason = "check_failed"      // the carrier that made the code cannot be asked about it; the try counts; RetryAfter as with SendFailed
	WrongCode       Reason = "wrong_code"        // wrong, used, or another's; TriesLeft tells how many are left
	NotACode        Reason = "not_a_code"        // has too few digits for a code, or too many; no try
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
	UnknownProvider Reason = "unknown_provider"  // a report of a carrier that is not ours
	ForgedReport    Reason = "forged_report"     // a report that its carrier did not sign

	// Passwords, sign-up and changes of users
	LoginsOff              Reason = "logins_off"              // sign-in by phone is off, asked with a password
	SignupsOff             Reason = "signups_off"             // sign-in by phone is off, asked by a sign-up
	ResendsOff             Reason = "resends_off"             // sign-in by phone is off, asked for another code
	AnonymousOff           Reason = "anonymous_off"           // there are no anonymous users
	UserExists             Reason = "user_exists"             // signed up already, where codes are off
	BadCredentials         Reason = "bad_credentials"         // nobody has this number and password
	LoginBanned            Reason = "login_banned"            // the user is shut out, asked with a password
	TooManyPasswords       Reason = "too_many_passwords"      // too many wrong passwords; RetryAfter tells when the next may be tried
	PhoneUnconfirmed       Reason = "phone_unconfirmed"       // the password is right, the number not proved
	NumberUnproved         Reason = "number_unproved"         // no code can be sent to a number that is not proved
	NoNumber               Reason = "no_number"               // the user has none to send a code to
	WeakPassword           Reason = "weak_password"           // Weak tells why
	SamePassword           Reason = "same_password"           // the new password is the old one
	CurrentPasswordNeeded  Reason = "current_password_needed" // the current password must come along
	CurrentPasswordWrong   Reason = "current_password_wrong"  // what came along is not the current one
	ReauthenticationNeeded Reason = "reauthentication_needed" // a fresh code must come along
	BadNonce               Reason = "bad_nonce"               // what came along is not that code
	LinkingOff             Reason = "linking_off"             // identities stay as they are
	UnknownIdentity        Reason = "unknown_identity"        // the user has no such identity
	LastIdentity           Reason = "last_identity"           // the user has no other identity

	// Sessions
	SessionExpired  Reason = "session_expired"  // began too long ago, or was given an end that has come
	SessionInactive Reason = "session_inactive" // was not refreshed for too long
	SessionLowAAL   Reason = "session_low_aal"  // went too long without the second factor that its user has
	SessionReplaced Reason = "session_replaced" // a newer session of its user takes its place

	// Second factors
	AnonymousUser          Reason = "anonymous_user"           // an anonymous user has no account that a factor could protect
	PhoneEnrollOff         Reason = "phone_enroll_off"         // numbers cannot be added as factors
	TOTPEnrollOff          Reason = "totp_enroll_off"          // authenticator apps cannot be added as factors
	PhoneFactorsOff        Reason = "phone_factors_off"        // numbers do not count as factors
	TOTPFactorsOff         Reason = "totp_factors_off"         // authenticator apps do not count as factors
	TooManyFactors         Reason = "too_many_factors"         // the user has as many factors as allowed
	FactorNameTaken        Reason = "factor_name_taken"        // another factor of the user has the name
	FactorPhoneTaken       Reason = "factor_phone_taken"       // the number is a verified factor of the user already
	TooManyFactorNumbers   Reason = "too_many_factor_numbers"  // the user had codes sent to many new numbers today
	UnknownFactor          Reason = "unknown_factor"           // the user has no such factor
	UnknownFactorRequest   Reason = "unknown_factor_request"   // the factor has no such challenge
	FactorRequestElsewhere Reason = "factor_request_elsewhere" // the challenge of the factor was used, or asked for from another address
	FactorRequestOver      Reason = "factor_request_over"      // the challenge of the factor is too old or has no tries left
	WrongFactorCode        Reason = "wrong_factor_code"        // the code of the factor is wrong, or was used before
	TooManyGuesses         Reason = "too_many_guesses"         // several wrong codes of a factor in a row; RetryAfter tells when to go on
	FactorStopped          Reason = "factor_stopped"           // too many wrong codes of a factor in a row: needs an operator
	AAL2ToEnroll           Reason = "aal2_to_enroll"           // a verified factor must be used before another is added
	AAL2ToUnenroll         Reason = "aal2_to_unenroll"         // a verified factor must be used before one is removed
	AAL2ToUpdate           Reason = "aal2_to_update"           // a verified factor must be used before number or password are changed

	// Administration
	NotAdmin    Reason = "not_admin"     // not with this role
	UnknownUser Reason = "unknown_user"  // an admin names a user who does not exist
	NumberTaken Reason = "number_taken"  // an admin gives a user the number of another
	EmailTaken  Reason = "email_taken"   // an admin gives a user the e-mail address of another
	UserIDTaken Reason = "user_id_taken" // an admin gives a new user the id of another
	BadPassword Reason = "bad_password"  // too long, or a hash of no known form; Detail tells

	// Hooks and captcha
	HookRefused          Reason = "hook_refused"           // a hook said no; Status and Detail are its words
	HookTimedOut         Reason = "hook_timed_out"         // a hook took too long
	HookUnreachable      Reason = "hook_unreachable"       // a hook cannot be reached
	HookContentType      Reason = "hook_content_type"      // a hook's answer is not JSON
	HookBusy             Reason = "hook_busy"              // a hook wants to be left alone; RetryAfter tells how long
	HookTooLarge         Reason = "hook_too_large"         // a hook's answer is longer than any needs to be
	HookFailed           Reason = "hook_failed"            // a hook's answer cannot be used
	HookRejectedPassword Reason = "hook_rejected_password" // a hook rejects a try with a password
	HookRejectedMFA      Reason = "hook_rejected_mfa"      // a hook rejects a try with a second factor
	CaptchaMissing       Reason = "captcha_missing"        // nothing shows that a person asks
	CaptchaRefused       Reason = "captcha_refused"        // the captcha's provider says no
	CaptchaDown          Reason = "captcha_down"           // the captcha's provider cannot be asked

	// Limits

	TooManyRequests Reason = "too_many_requests" // this client asks too often; RetryAfter tells when it may ask again
	BudgetSpent     Reason = "budget_spent"      // all messages of the period are sent; RetryAfter tells when the next one begins
)
