package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/auth/refusal"
)

// apiError is a refusal in the words of the JSON API (wire contract, section 2).
type apiError struct {
	Status  int
	Code    string
	Message string
}

func (e *apiError) Error() string { return e.Code + ": " + e.Message }

func invalid(message string) error {
	return &apiError{http.StatusBadRequest, "validation_failed", message}
}

// answers is what the JSON API says to each refusal. An empty message is made
// from the refusal.
var answers = map[refusal.Reason]apiError{
	refusal.BadPhone:        {400, "validation_failed", "Invalid phone number format (E.164 required)"},
	refusal.PhoneMissing:    {400, "validation_failed", "Invalid phone number format (E.164 required)"},
	refusal.PhoneTooShort:   {400, "validation_failed", "Invalid phone number format (E.164 required)"},
	refusal.PhoneTooLong:    {400, "validation_failed", "Invalid phone number format (E.164 required)"},
	refusal.PhoneNoCountry:  {400, "validation_failed", "Invalid phone number format (E.164 required)"},
	refusal.PhoneNotMobile:  {400, "validation_failed", "Invalid phone number format (E.164 required)"},
	refusal.PhoneBadSign:    {400, "validation_failed", "Invalid phone number format (E.164 required)"},
	refusal.PhoneNotOne:     {400, "validation_failed", "Invalid phone number format (E.164 required)"},
	refusal.PhoneAmbiguous:  {400, "validation_failed", "Invalid phone number format (E.164 required)"},
	refusal.CountryRefused:  {400, "validation_failed", "Messages are not sent to this country"},
	refusal.BadChannel:      {400, "validation_failed", "Invalid channel, supported values are 'sms' or 'whatsapp'. 'whatsapp' is only supported if Twilio or Twilio Verify is used as the provider."},
	refusal.PhoneDisabled:   {400, "phone_provider_disabled", "Unsupported phone provider"},
	refusal.UnknownNumber:   {422, "otp_disabled", "Signups not allowed for otp"},
	refusal.SignupsClosed:   {422, "signup_disabled", "Signups not allowed for this instance"},
	refusal.TooSoon:         {429, "over_sms_send_rate_limit", ""},
	refusal.NumberStopped:   {429, "over_sms_send_rate_limit", "Too many wrong codes for this number"},
	refusal.SendRefused:     {422, "sms_send_failed", "The carrier refused to send to this number"},
	refusal.OptedOut:        {422, "sms_send_failed", "The owner of this number asked for no more messages on this channel"},
	refusal.SendFailed:      {422, "sms_send_failed", "The message could not be sent, please try again later"},
	refusal.CheckFailed:     {503, "unexpected_failure", "The code could not be checked, please try again"},
	refusal.WrongCode:       {403, "otp_expired", "Token has expired or is invalid"},
	refusal.NotACode:        {403, "otp_expired", "Token has expired or is invalid"},
	refusal.CodeExpired:     {403, "otp_expired", "Token has expired or is invalid"},
	refusal.TooManyTries:    {403, "otp_expired", "Token has expired or is invalid"},
	refusal.PhoneTaken:      {422, "phone_exists", "A user with this phone number has already been registered"},
	refusal.UserBanned:      {403, "user_banned", "User is banned"},
	refusal.BadToken:        {403, "bad_jwt", ""},
	refusal.BadSubject:      {400, "bad_jwt", ""},
	refusal.NoUser:          {403, "user_not_found", "User from sub claim in JWT does not exist"},
	refusal.NoSession:       {403, "session_not_found", "Session from session_id claim in JWT does not exist"},
	refusal.BadRefresh:      {400, "validation_failed", "Refresh token is not valid"},
	refusal.UnknownRefresh:  {400, "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found"},
	refusal.ForeignRefresh:  {400, "validation_failed", "Invalid Refresh Token: Not Issued By This Server"},
	refusal.RefreshReused:   {400, "refresh_token_already_used", "Invalid Refresh Token: Already Used"},
	refusal.RefreshBanned:   {400, "user_banned", "Invalid Refresh Token: User Banned"},
	refusal.UnknownAuthCode: {404, "flow_state_not_found", "invalid flow state, no valid flow state found"},
	refusal.AuthCodeExpired: {422, "flow_state_expired", "invalid flow state, flow state has expired"},
	refusal.BadVerifier:     {400, "bad_code_verifier", "code challenge does not match previously saved code verifier"},
	refusal.UnknownApp:      {400, "validation_failed", "Unknown client_id"},
	refusal.BadRedirect:     {400, "validation_failed", "redirect_to is not registered"},
	refusal.BadChallenge:    {400, "validation_failed", ""},
	refusal.NotReverted:     {404, "not_found", "This change can no longer be taken back"},
	refusal.UnknownProvider: {404, "not_found", "No such provider"},
	refusal.ForgedReport:    {403, "no_authorization", "The report is not signed by its provider"},

	// Passwords, sign-up and changes of users
	refusal.LoginsOff:              {422, "phone_provider_disabled", "Phone logins are disabled"},
	refusal.SignupsOff:             {400, "phone_provider_disabled", "Phone signups are disabled"},
	refusal.ResendsOff:             {400, "phone_provider_disabled", "Phone logins are disabled"},
	refusal.AnonymousOff:           {422, "anonymous_provider_disabled", "Anonymous sign-ins are disabled"},
	refusal.UserExists:             {422, "user_already_exists", "User already registered"},
	refusal.BadCredentials:         {400, "invalid_credentials", "Invalid login credentials"},
	refusal.LoginBanned:            {400, "user_banned", "User is banned"},
	refusal.TooManyPasswords:       {429, "over_request_rate_limit", "Too many wrong passwords"},
	refusal.PhoneUnconfirmed:       {400, "phone_not_confirmed", "Phone not confirmed"},
	refusal.NumberUnproved:         {422, "phone_not_confirmed", "Please verify your phone first."},
	refusal.NoNumber:               {400, "validation_failed", "Reauthentication requires the user to have an email or a phone number"},
	refusal.WeakPassword:           {422, "weak_password", ""},
	refusal.SamePassword:           {422, "same_password", "New password should be different from the old password."},
	refusal.CurrentPasswordNeeded:  {400, "current_password_required", "Current password required when setting new password."},
	refusal.CurrentPasswordWrong:   {400, "current_password_invalid", "Current password required when setting new password."},
	refusal.ReauthenticationNeeded: {400, "reauthentication_needed", "Password update requires reauthentication"},
	refusal.BadNonce:               {422, "reauthentication_not_valid", "Nonce has expired or is invalid"},
	refusal.LinkingOff:             {404, "manual_linking_disabled", "Manual linking is disabled"},
	refusal.UnknownIdentity:        {422, "identity_not_found", "Identity doesn't exist"},
	refusal.LastIdentity:           {422, "single_identity_not_deletable", "User must have at least 1 identity after unlinking"},

	// Sessions
	refusal.SessionExpired:  {400, "session_expired", "Invalid Refresh Token: Session Expired"},
	refusal.SessionInactive: {400, "session_expired", "Invalid Refresh Token: Session Expired (Inactivity)"},
	refusal.SessionLowAAL:   {400, "session_expired", "Invalid Refresh Token: Session Expired (Low AAL: User Needs MFA Verification)"},
	refusal.SessionReplaced: {400, "session_expired", "Invalid Refresh Token: Session Expired (Revoked by Newer Login)"},

	// Second factors
	refusal.AnonymousUser:          {403, "no_authorization", "Anonymous user not allowed to perform these actions"},
	refusal.PhoneEnrollOff:         {422, "mfa_phone_enroll_not_enabled", "MFA enroll is disabled for Phone"},
	refusal.TOTPEnrollOff:          {422, "mfa_totp_enroll_not_enabled", "MFA enroll is disabled for TOTP"},
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
	refusal.WrongFactorCode:        {422, "mfa_verification_failed", ""},
	refusal.TooManyGuesses:         {429, "over_request_rate_limit", "Request rate limit reached"},
	refusal.FactorStopped:          {429, "over_request_rate_limit", "Too many wrong codes for this factor"},
	refusal.AAL2ToEnroll:           {403, "insufficient_aal", "AAL2 required to enroll a new factor"},
	refusal.AAL2ToUnenroll:         {422, "insufficient_aal", "AAL2 required to unenroll verified factor"},
	refusal.AAL2ToUpdate:           {401, "insufficient_aal", "AAL2 session is required to update email or password when MFA is enabled."},

	// Administration
	refusal.NotAdmin:    {403, "not_admin", "User not allowed"},
	refusal.UnknownUser: {404, "user_not_found", "User not found"},
	refusal.NumberTaken: {422, "phone_exists", "Phone number already registered by another user"},
	refusal.EmailTaken:  {422, "email_exists", "A user with this email address has already been registered"},
	refusal.UserIDTaken: {422, "user_already_exists", "A user with this id already exists"},
	refusal.BadPassword: {400, "validation_failed", ""},

	// Hooks and captcha
	refusal.HookRefused:          {500, "unknown", ""},
	refusal.HookTimedOut:         {422, "hook_timeout", ""},
	refusal.HookUnreachable:      {422, "hook_timeout_after_retry", ""},
	refusal.HookContentType:      {400, "hook_payload_invalid_content_type", ""},
	refusal.HookBusy:             {503, "unexpected_failure", ""},
	refusal.HookTooLarge:         {422, "hook_payload_over_size_limit", ""},
	refusal.HookFailed:           {500, "unexpected_failure", ""},
	refusal.HookRejectedPassword: {400, "invalid_credentials", ""},
	refusal.HookRejectedMFA:      {403, "mfa_verification_rejected", ""},
	refusal.CaptchaMissing:       {400, "captcha_failed", "captcha protection: request disallowed (no captcha_token found)"},
	refusal.CaptchaRefused:       {400, "captcha_failed", ""},
	refusal.CaptchaDown:          {500, "unexpected_failure", "captcha verification process failed"},

	// Limits

	refusal.TooManyRequests: {429, "over_request_rate_limit", ""},
	refusal.BudgetSpent:     {429, "over_sms_send_rate_limit", "SMS rate limit exceeded"},
}

// toAPI is what the JSON API says to an error. An outage is 503: after 500, clients
// of the wire contract throw their session away.
func toAPI(err error) apiError {
	var known *apiError
	var refused *refusal.Refusal
	var unread badJSON
	switch {
	case auth.IsOutage(err):
		return apiError{503, "unexpected_failure", "The service is unavailable at the moment, please try again later"}
	case errors.As(err, &known):
		return *known
	case errors.As(err, &refused):
		return refusalToAPI(refused)
	case errors.As(err, &unread):
		return apiError{400, "bad_json", "Could not parse request body as JSON: " + string(unread)}
	case errors.Is(err, errTooLarge):
		return apiError{413, "request_entity_too_large", fmt.Sprintf("Request body too large (max %d bytes)", maxBody)}
	case errors.Is(err, context.DeadlineExceeded):
		return apiError{504, "request_timeout", "Processing this request timed out, please retry after a moment."}
	}
	return apiError{500, "unexpected_failure", "Unexpected failure, please check server logs for more information"}
}

func refusalToAPI(r *refusal.Refusal) apiError {
	a := answers[r.Reason]
	switch {
	case r.Reason == refusal.TooSoon:
		a.Message = fmt.Sprintf("For security purposes, you can only request this after %d seconds.", seconds(r.RetryAfter))
	case r.Reason == refusal.TooManyRequests:
		a.Message = fmt.Sprintf("Request rate limit reached, try again after %d seconds", seconds(r.RetryAfter))
	case a.Message == "":
		a.Message = r.Detail
	}
	if r.Status != 0 {
		a.Status = r.Status
		if a.Status >= 500 {
			a.Code = "unexpected_failure"
		}
	}
	return a
}

// seconds is a wait rounded up, so that whoever waits that long is not refused
// again.
func seconds(d time.Duration) int { return max(1, int(math.Ceil(d.Seconds()))) }

// apiVersion is the date from which on errors have their newer form.
const apiVersion = "2024-01-01"

// wantsNewErrors reads the header X-Supabase-Api-Version: a later date counts as
// the newest one known, an unreadable one as none.
func wantsNewErrors(r *http.Request) bool {
	asked, err := time.Parse(time.DateOnly, r.Header.Get("X-Supabase-Api-Version"))
	return err == nil && asked.Format(time.DateOnly) >= apiVersion
}

// sayAPI writes an error in the form that the caller knows.
func (h *Handlers) sayAPI(c echo.Context, err error) error {
	a := toAPI(err)
	tellWait(c, err)
	header := c.Response().Header()
	if a.Code != "unknown" && !(a.Code == "weak_password" && wantsNewErrors(c.Request())) {
		header.Set("X-Sb-Error-Code", a.Code)
	}
	var weak *weakPassword
	var refused *refusal.Refusal
	if errors.As(err, &refused) {
		if refused.Reason == refusal.WeakPassword {
			weak = &weakPassword{Reasons: refused.Weak}
		}
		if refused.Session != "" {
			header.Set("Sb-Auth-User-Id", refused.User)
			header.Set("Sb-Auth-Session-Id", refused.Session)
		}
		if refused.Rotated {
			header.Set("Sb-Auth-Refresh-Token-Rotated", "true")
		}
	}
	if wantsNewErrors(c.Request()) {
		header.Set("X-Supabase-Api-Version", apiVersion)
		return writeJSON(c, a.Status, struct {
			Code    string        `json:"code"`
			Message string        `json:"message"`
			Weak    *weakPassword `json:"weak_password,omitempty"`
		}{a.Code, a.Message, weak})
	}
	body := struct {
		Code      int           `json:"code"`
		ErrorCode string        `json:"error_code"`
		Message   string        `json:"msg"`
		Weak      *weakPassword `json:"weak_password,omitempty"`
		ErrorID   string        `json:"error_id,omitempty"`
	}{a.Status, a.Code, a.Message, weak, ""}
	if a.Status >= 500 {
		body.ErrorID = RequestID(c.Request().Context())
	}
	return writeJSON(c, a.Status, body)
}

// writeJSON writes a value as the wire contract has it: no line end.
func writeJSON(c echo.Context, status int, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	c.Response().Header().Set(echo.HeaderContentLength, strconv.Itoa(len(body)))
	return c.Blob(status, echo.MIMEApplicationJSON, body)
}

// fail is where every error of every handler ends: refusals are told in the
// caller's form; faults are logged, once, and told as nothing but their id.
func (h *Handlers) fail(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	if isFault(err) && !errors.Is(err, context.Canceled) {
		h.log.ErrorContext(c.Request().Context(), "request failed", "route", c.Path(), "error", err)
	}
	say := h.sayPage
	if h.isAPI(c) {
		say = h.sayAPI
	}
	var e *echo.HTTPError
	if errors.As(err, &e) {
		say = h.sayRouting
	}
	if err := say(c, err); err != nil {
		h.log.ErrorContext(c.Request().Context(), "answer failed", "route", c.Path(), "error", err)
	}
}

func isFault(err error) bool {
	var e *echo.HTTPError
	if errors.As(err, &e) {
		return e.Code >= 500
	}
	return toAPI(err).Status >= 500
}

// isAPI tells the two faces apart, also where no route is found.
func (h *Handlers) isAPI(c echo.Context) bool {
	return strings.HasPrefix(c.Request().URL.Path, apiRoot+"/") || h.apiPaths[c.Path()]
}

// sayRouting answers what no handler was found for. The API's answers are those
// of the wire contract, section 1.
func (h *Handlers) sayRouting(c echo.Context, err error) error {
	var e *echo.HTTPError
	errors.As(err, &e)
	switch {
	case !h.isAPI(c):
		return h.sayPage(c, err)
	case e.Code == http.StatusMethodNotAllowed:
		return c.NoContent(http.StatusMethodNotAllowed)
	case e.Code == http.StatusNotFound:
		c.Response().Header().Set(echo.HeaderXContentTypeOptions, "nosniff")
		return c.String(http.StatusNotFound, "404 page not found\n")
	}
	return h.sayAPI(c, &apiError{e.Code, "unexpected_failure", http.StatusText(e.Code)})
}
