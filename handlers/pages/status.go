package pages

import (
	"cmp"
	"net/http"

	"phonelogin/auth/refusal"
)

// statusOf is the status of a page about a refusal, where it has nothing to be filled
// in again: a form that is shown again has 422.
func statusOf(r *refusal.Refusal) int {
	switch r.Reason {
	case refusal.BadPhone, refusal.CountryRefused, refusal.BadChannel, refusal.PhoneDisabled,
		refusal.UnknownApp, refusal.BadRedirect, refusal.BadCodeChallenge,
		refusal.CaptchaMissing, refusal.CaptchaRefused, refusal.HookContentType:
		return http.StatusBadRequest
	case refusal.SecondFactorNeeded:
		return http.StatusUnauthorized
	case refusal.NoUser, refusal.NoSession, refusal.UserBanned,
		refusal.WrongCode, refusal.NotACode, refusal.CodeExpired, refusal.TooManyTries:
		return http.StatusForbidden
	case refusal.NotReverted:
		return http.StatusNotFound
	case refusal.TooSoon, refusal.TooManyRequests, refusal.BudgetSpent, refusal.NumberStopped:
		return http.StatusTooManyRequests
	case refusal.HookFailed, refusal.CaptchaDown:
		return http.StatusInternalServerError
	case refusal.CheckFailed, refusal.HookBusy:
		return http.StatusServiceUnavailable
	case refusal.HookRefused:
		return cmp.Or(r.Hook.Wants, http.StatusInternalServerError)
	}
	return http.StatusUnprocessableEntity
}
