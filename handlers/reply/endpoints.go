package reply

import "phonelogin/auth/refusal"

// Endpoint is one that says something else to some refusals than the rest of the JSON
// API does, as its clients expect (wire contract, section 2).
type Endpoint string

// The endpoints that have exceptions.
const (
	SignUp         Endpoint = "POST /signup"
	Resend         Endpoint = "POST /resend"
	PasswordGrant  Endpoint = "POST /token?grant_type=password"
	RefreshGrant   Endpoint = "POST /token?grant_type=refresh_token"
	UpdateUser     Endpoint = "PUT /user"
	Reauthenticate Endpoint = "GET /reauthenticate"
	EnrollFactor   Endpoint = "POST /factors"
	VerifyFactor   Endpoint = "POST /factors/{id}/verify"
	UnenrollFactor Endpoint = "DELETE /factors/{id}"
	Admin          Endpoint = "/admin/…"
)

// exceptions are what these endpoints say. An empty message is made as in answers.
var exceptions = map[Endpoint]map[refusal.Reason]Error{
	SignUp: {
		refusal.PhoneDisabled: {400, "phone_provider_disabled", "Phone signups are disabled"},
		refusal.PhoneTaken:    {422, "user_already_exists", "User already registered"},
	},
	Resend: {
		refusal.PhoneDisabled: {400, "phone_provider_disabled", "Phone logins are disabled"},
	},
	PasswordGrant: {
		refusal.PhoneDisabled:  {422, "phone_provider_disabled", "Phone logins are disabled"},
		refusal.UserBanned:     {400, "user_banned", "User is banned"},
		refusal.TooManyGuesses: {429, "over_request_rate_limit", "Too many wrong passwords"},
		refusal.HookRejected:   {400, "invalid_credentials", "Invalid login credentials"},
	},
	// Most clients sign people out on any other answer than 503. Nothing of the session
	// is lost while a hook is down.
	RefreshGrant: {
		refusal.UserBanned:      {400, "user_banned", "Invalid Refresh Token: User Banned"},
		refusal.HookTimedOut:    {503, "unexpected_failure", ""},
		refusal.HookUnreachable: {503, "unexpected_failure", "Failed to reach hook after maximum retries"},
		refusal.HookContentType: {503, "unexpected_failure", ""},
		refusal.HookTooLarge:    {503, "unexpected_failure", ""},
		refusal.HookFailed:      {503, "unexpected_failure", ""},
	},
	UpdateUser: {
		refusal.WrongCode: {422, "reauthentication_not_valid", "Nonce has expired or is invalid"},
	},
	Reauthenticate: {
		refusal.PhoneUnconfirmed: {422, "phone_not_confirmed", "Please verify your phone first."},
	},
	EnrollFactor: {
		refusal.PhoneFactorsOff:    {422, "mfa_phone_enroll_not_enabled", "MFA enroll is disabled for Phone"},
		refusal.TOTPFactorsOff:     {422, "mfa_totp_enroll_not_enabled", "MFA enroll is disabled for TOTP"},
		refusal.SecondFactorNeeded: {403, "insufficient_aal", "AAL2 required to enroll a new factor"},
	},
	VerifyFactor: {
		refusal.WrongCode: {422, "mfa_verification_failed", ""},
	},
	UnenrollFactor: {
		refusal.SecondFactorNeeded: {422, "insufficient_aal", "AAL2 required to unenroll verified factor"},
	},
	// Whom an admin names, and not whom the admin's own token speaks for.
	Admin: {
		refusal.NoUser:     {404, "user_not_found", "User not found"},
		refusal.PhoneTaken: {422, "phone_exists", "Phone number already registered by another user"},
	},
}

// At makes an endpoint's own answer of an error, where it has one. err may be nil.
func At(e Endpoint, err error) error {
	refused, ok := asRefusal(err)
	if !ok {
		return err
	}
	a, ok := exceptions[e][refused.Reason]
	if !ok {
		return err
	}
	return &exception{err, answerTo(a, refused)}
}

// exception is a refusal with the answer of its endpoint.
type exception struct {
	error
	answer Error
}

func (e *exception) Unwrap() error { return e.error }
