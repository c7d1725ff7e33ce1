package reply

import (
	"cmp"
	"net/http"

	"phonelogin/auth/refusal"
)

// answers is what the JSON API says to each refusal, unless the endpoint says something
// else (see At). An empty message depends on what the refusal is about (see sentence).
var answers = map[refusal.Reason]Error{
	refusal.BadPhone:         {400, "validation_failed", "Invalid phone number format (E.164 required)"},
	refusal.CountryRefused:   {400, "validation_failed", "Messages are not sent to this country"},
	refusal.BadChannel:       {400, "validation_failed", "Invalid channel, supported values are 'sms' or 'whatsapp'. 'whatsapp' is only supported if Twilio or Twilio Verify is used as the provider."},
	refusal.PhoneDisabled:    {400, "phone_provider_disabled", "Unsupported phone provider"},
	refusal.UnknownNumber:    {422, "otp_disabled", "Signups not allowed for otp"},
	refusal.SignupsClosed:    {422, "signup_disabled", "Signups not allowed for this instance"},
	refusal.TooSoon:          {429, "over_sms_send_rate_limit", ""},
	refusal.NumberStopped:    {429, "over_sms_send_rate_limit", "Too many wrong codes for this number"},
	refusal.SendRefused:      {422, "sms_send_failed", "The carrier refused to send to this number"},
	refusal.OptedOut:         {422, "sms_send_failed", "The owner of this number asked for no more messages on this channel"},
	refusal.SendFailed:       {422, "sms_send_failed", "The message could not be sent, please try again later"},
	refusal.CheckFailed:      {503, "unexpected_failure", "The code could not be checked, please try again"},
	refusal.WrongCode:        {403, "otp_expired", "Token has expired or is invalid"},
	refusal.NotACode:         {403, "otp_expired", "Token has expired or is invalid"},
	refusal.CodeExpired:      {403, "otp_expired", "Token has expired or is invalid"},
	refusal.TooManyTries:     {403, "otp_expired", "Token has expired or is invalid"},
	refusal.PhoneTaken:       {422, "phone_exists", "A user with this phone number has already been registered"},
	refusal.UserBanned:       {403, "user_banned", "User is banned"},
	refusal.BadToken:         {403, "bad_jwt", ""},
	refusal.NoUser:           {403, "user_not_found", "User from sub claim in JWT does not exist"},
	refusal.NoSession:        {403, "session_not_found", "Session from session_id claim in JWT does not exist"},
	refusal.BadRefresh:       {400, "validation_failed", "Refresh token is not valid"},
	refusal.UnknownRefresh:   {400, "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found"},
	refusal.ForeignRefresh:   {400, "validation_failed", "Invalid Refresh Token: Not Issued By This Server"},
	refusal.RefreshReused:    {400, "refresh_token_already_used", "Invalid Refresh Token: Already Used"},
	refusal.SessionExpired:   {400, "session_expired", ""},
	refusal.UnknownAuthCode:  {404, "flow_state_not_found", "invalid flow state, no valid flow state found"},
	refusal.AuthCodeExpired:  {422, "flow_state_expired", "invalid flow state, flow state has expired"},
	refusal.BadVerifier:      {400, "bad_code_verifier", "code challenge does not match previously saved code verifier"},
	refusal.UnknownApp:       {400, "validation_failed", "Unknown client_id"},
	refusal.BadRedirect:      {400, "validation_failed", "redirect_to is not registered"},
	refusal.BadCodeChallenge: {400, "validation_failed", ""},
	refusal.NotReverted:      {404, "not_found", "This change can no longer be taken back"},
	refusal.UnknownProvider:  {404, "not_found", "No such provider"},
	refusal.ForgedReport:     {403, "no_authorization", "The report is not signed by its provider"},

	// Passwords, sign-up and changes of users
	refusal.AnonymousOff:           {422, "anonymous_provider_disabled", "Anonymous sign-ins are disabled"},
	refusal.BadCredentials:         {400, "invalid_credentials", "Invalid login credentials"},
	refusal.PhoneUnconfirmed:       {400, "phone_not_confirmed", "Phone not confirmed"},
	refusal.NoNumber:               {400, "validation_failed", "Reauthentication requires the user to have an email or a phone number"},
	refusal.WeakPassword:           {422, "weak_password", ""},
	refusal.BadPassword:            {400, "validation_failed", ""},
	refusal.SamePassword:           {422, "same_password", "New password should be different from the old password."},
	refusal.CurrentPasswordNeeded:  {400, "current_password_required", "Current password required when setting new password."},
	refusal.CurrentPasswordWrong:   {400, "current_password_invalid", "Current password required when setting new password."},
	refusal.ReauthenticationNeeded: {400, "reauthentication_needed", "Password update requires reauthentication"},
	refusal.LinkingOff:             {404, "manual_linking_disabled", "Manual linking is disabled"},
	refusal.UnknownIdentity:        {422, "identity_not_found", "Identity doesn't exist"},
	refusal.LastIdentity:           {422, "single_identity_not_deletable", "User must have at least 1 identity after unlinking"},

	// Second factors
	refusal.AnonymousUser:          {403, "no_authorization", "Anonymous user not allowed to perform these actions"},
	refusal.PhoneFactorsOff:        {422, "mfa_phone_verify_not_enabled", "MFA verification is disabled for Phone"},
	refusal.TOTPFactorsOff:         {422, "mfa_totp_verify_not_enabled", "MFA verification is disabled for TOTP"},
	refusal.TooManyFactors:         {422, "too_many_enrolled_mfa_factors", "Maximum number of verified factors reached, unenroll to continue"},
	refusal.FactorNameTaken:        {422, "mfa_factor_name_conflict", ""},
	refusal.FactorPhoneTaken:       {422, "mfa_verified_factor_exists", "A verified phone factor already exists, unenroll the existing factor to continue"},
	refusal.TooManyFactorNumbers:   {429, "over_sms_send_rate_limit", "Codes were sent to too many new numbers of this user, please try again tomorrow"},
	refusal.UnknownFactor:          {404, "mfa_factor_not_found", "Factor not found"},
	refusal.UnknownFactorRequest:   {422, "mfa_factor_not_found", "MFA factor with the provided challenge ID not found"},
	refusal.FactorRequestElsewhere: {422, "mfa_ip_address_mismatch", "Challenge and verify IP addresses mismatch."},
	refusal.FactorRequestOver:      {422, "mfa_challenge_expired", ""},
	refusal.TooManyGuesses:         {429, "over_request_rate_limit", "Request rate limit reached"},
	refusal.FactorStopped:          {429, "over_request_rate_limit", "Too many wrong codes for this factor"},
	refusal.SecondFactorNeeded:     {401, "insufficient_aal", "AAL2 session is required to update email or password when MFA is enabled."},

	// Administration
	refusal.NotAdmin:    {403, "not_admin", "User not allowed"},
	refusal.EmailTaken:  {422, "email_exists", "A user with this email address has already been registered"},
	refusal.UserIDTaken: {422, "user_already_exists", "A user with this id already exists"},

	// Hooks and captcha
	refusal.HookRefused:     {500, "unknown", ""},
	refusal.HookTimedOut:    {422, "hook_timeout", ""},
	refusal.HookUnreachable: {422, "hook_timeout_after_retry", "Failed to reach hook after maximum retries"},
	refusal.HookContentType: {400, "hook_payload_invalid_content_type", ""},
	refusal.HookBusy:        {503, "unexpected_failure", "Service currently unavailable due to hook"},
	refusal.HookTooLarge:    {422, "hook_payload_over_size_limit", ""},
	refusal.HookFailed:      {500, "unexpected_failure", ""},
	refusal.HookRejected:    {403, "mfa_verification_rejected", "Further MFA verification attempts will be rejected."},
	refusal.CaptchaMissing:  {400, "captcha_failed", "captcha protection: request disallowed (no captcha_token found)"},
	refusal.CaptchaRefused:  {400, "captcha_failed", ""},
	refusal.CaptchaDown:     {500, "unexpected_failure", "captcha verification process failed"},

	// Limits

	refusal.TooManyRequests: {429, "over_request_rate_limit", ""},
	refusal.BudgetSpent:     {429, "over_sms_send_rate_limit", "SMS rate limit exceeded"},
}

// answerTo fills in what an answer says to this very refusal.
func answerTo(a Error, r *refusal.Refusal) Error {
	if a.Message == "" {
		a.Message = sentence(r)
	}
	switch r.Reason {
	case refusal.BadToken:
		if r.Kind == refusal.SubjectNotID {
			a.Status = http.StatusBadRequest
		}
	case refusal.HookRejected:
		a.Message = cmp.Or(r.Hook.Says, a.Message)
	case refusal.HookRefused:
		a.Status = cmp.Or(r.Hook.Wants, a.Status)
		if a.Status >= http.StatusInternalServerError {
			a.Code = "unexpected_failure"
		}
	}
	return a
}
