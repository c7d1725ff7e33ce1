package refusal

// Reason names a refusal. It is stable: clients see it, and rows of what happened to a
// number keep it.
type Reason string

// The reasons for refusing.
const (
	BadPhone         Reason = "bad_phone"         // no number that can be used; Phone tells why
	CountryRefused   Reason = "country_refused"   // the operator does not send there
	BadChannel       Reason = "bad_channel"       // not offered by the sender
	PhoneDisabled    Reason = "phone_disabled"    // sign-in by phone is off
	UnknownNumber    Reason = "unknown_number"    // nobody has it, and the caller wants no new user
	SignupsClosed    Reason = "signups_closed"    // nobody has it, and there are no new users
	TooSoon          Reason = "too_soon"          // too soon after another message or wrong codes; RetryAfter tells when to ask again
	NumberStopped    Reason = "number_stopped"    // too many wrong codes in a row: needs an operator or a known device
	SendRefused      Reason = "send_refused"      // the carrier refuses this number
	OptedOut         Reason = "opted_out"         // the number's owner wants no messages on this channel (STOP)
	SendFailed       Reason = "send_failed"       // the carrier is down, slow or misconfigured; RetryAfter tells when to try again, where the carrier named a time
	CheckFailed      Reason = "check_failed"      // the carrier that made the code cannot be asked about it; the try counts; RetryAfter as with SendFailed
	WrongCode        Reason = "wrong_code"        // wrong, used, or another's; TriesLeft tells how many are left, and Kind of which factor it is
	NotACode         Reason = "not_a_code"        // has too few digits for a code, or too many; no try
	CodeExpired      Reason = "code_expired"      // too old
	TooManyTries     Reason = "too_many_tries"    // the code is dead
	PhoneTaken       Reason = "phone_taken"       // another user has the number
	UserBanned       Reason = "user_banned"       // the user is shut out
	BadToken         Reason = "bad_token"         // an access token that is not ours, changed or expired, or lacks what it must say; Kind tells which
	NoUser           Reason = "no_user"           // the user does not exist, or not any more
	NoSession        Reason = "no_session"        // the session of the token has ended
	BadRefresh       Reason = "bad_refresh"       // not a refresh token
	UnknownRefresh   Reason = "unknown_refresh"   // a refresh token of no session
	ForeignRefresh   Reason = "foreign_refresh"   // a refresh token newer than the session knows
	RefreshReused    Reason = "refresh_reused"    // rotated away long ago; its session is ended
	SessionExpired   Reason = "session_expired"   // the session may not be refreshed any more; Kind tells why
	UnknownAuthCode  Reason = "unknown_auth_code" // of no login, or used
	AuthCodeExpired  Reason = "auth_code_expired" // too old
	BadVerifier      Reason = "bad_verifier"      // does not match the challenge; the code is burned
	UnknownApp       Reason = "unknown_app"       // no such client_id
	BadRedirect      Reason = "bad_redirect"      // not a registered URL of the app
	BadCodeChallenge Reason = "bad_challenge"     // PKCE is missing or malformed; Kind tells how
	NotReverted      Reason = "not_reverted"      // the link is old, used, or the number is taken
	UnknownProvider  Reason = "unknown_provider"  // a report of a carrier that is not ours
	ForgedReport     Reason = "forged_report"     // a report that its carrier did not sign

	// Passwords, sign-up and changes of users
	AnonymousOff           Reason = "anonymous_off"           // there are no anonymous users
	BadCredentials         Reason = "bad_credentials"         // nobody has this number and password
	PhoneUnconfirmed       Reason = "phone_unconfirmed"       // the user's number is not proved
	NoNumber               Reason = "no_number"               // the user has none to send a code to
	WeakPassword           Reason = "weak_password"           // does not keep the rules for new passwords; Weak tells which
	BadPassword            Reason = "bad_password"            // too long, or a hash of no known form; Kind tells which
	SamePassword           Reason = "same_password"           // the new password is the old one
	CurrentPasswordNeeded  Reason = "current_password_needed" // the current password must come along
	CurrentPasswordWrong   Reason = "current_password_wrong"  // what came along is not the current one
	ReauthenticationNeeded Reason = "reauthentication_needed" // a fresh code must come along
	LinkingOff             Reason = "linking_off"             // identities stay as they are
	UnknownIdentity        Reason = "unknown_identity"        // the user has no such identity
	LastIdentity           Reason = "last_identity"           // the user has no other identity

	// Second factors
	AnonymousUser          Reason = "anonymous_user"           // an anonymous user has no account that a factor could protect
	PhoneFactorsOff        Reason = "phone_factors_off"        // numbers cannot be added as factors, or do not count
	TOTPFactorsOff         Reason = "totp_factors_off"         // authenticator apps cannot be added as factors, or do not count
	TooManyFactors         Reason = "too_many_factors"         // the user has as many factors as allowed
	FactorNameTaken        Reason = "factor_name_taken"        // another factor of the user has the name; Detail is the name
	FactorPhoneTaken       Reason = "factor_phone_taken"       // the number is a verified factor of the user already
	TooManyFactorNumbers   Reason = "too_many_factor_numbers"  // the user had codes sent to many new numbers today
	UnknownFactor          Reason = "unknown_factor"           // the user has no such factor
	UnknownFactorRequest   Reason = "unknown_factor_request"   // the factor has no such challenge
	FactorRequestElsewhere Reason = "factor_request_elsewhere" // the challenge of the factor was used, or asked for from another address
	FactorRequestOver      Reason = "factor_request_over"      // the challenge of the factor is too old or has no tries left; Detail is its id
	TooManyGuesses         Reason = "too_many_guesses"         // several wrong passwords, or codes of a factor, in a row; RetryAfter tells when to go on
	FactorStopped          Reason = "factor_stopped"           // too many wrong codes of a factor in a row: needs an operator
	SecondFactorNeeded     Reason = "second_factor_needed"     // the session must use the user's second factor before it does this

	// Administration
	NotAdmin    Reason = "not_admin"     // not with this role
	EmailTaken  Reason = "email_taken"   // another user has the e-mail address
	UserIDTaken Reason = "user_id_taken" // another user has the id

	// Hooks and captcha
	HookRefused     Reason = "hook_refused"      // a hook said no, and may choose the status; Hook has its words
	HookRejected    Reason = "hook_rejected"     // a hook rejects a try with a password or a second factor; Hook has its words
	HookTimedOut    Reason = "hook_timed_out"    // a hook took too long; Hook tells how long it had
	HookUnreachable Reason = "hook_unreachable"  // a hook cannot be reached
	HookContentType Reason = "hook_content_type" // a hook's answer is not JSON
	HookBusy        Reason = "hook_busy"         // a hook wants to be left alone; RetryAfter tells how long
	HookTooLarge    Reason = "hook_too_large"    // a hook's answer is longer than any needs to be
	HookFailed      Reason = "hook_failed"       // a hook's answer cannot be used; Kind tells why
	CaptchaMissing  Reason = "captcha_missing"   // nothing shows that a person asks
	CaptchaRefused  Reason = "captcha_refused"   // the captcha's provider says no; Detail has its codes
	CaptchaDown     Reason = "captcha_down"      // the captcha's provider cannot be asked

	// Limits

	TooManyRequests Reason = "too_many_requests" // this client asks too often; RetryAfter tells when it may ask again
	BudgetSpent     Reason = "budget_spent"      // all messages of the period are sent; RetryAfter tells when the next one begins
)
