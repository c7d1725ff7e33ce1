package handlers

import (
	"cmp"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"phonelogin/auth/refusal"
	"phonelogin/views"
)

// phoneProblems are the keys of what the phone page says to each refusal; each
// says how to go on (proves P9, C14).
var phoneProblems = map[refusal.Reason]string{
	refusal.BadPhone:        "phone.problem.invalid",
	refusal.PhoneMissing:    "phone.problem.missing",
	refusal.PhoneTooShort:   "phone.problem.short",
	refusal.PhoneTooLong:    "phone.problem.long",
	refusal.PhoneNoCountry:  "phone.problem.country",
	refusal.PhoneNotMobile:  "phone.problem.mobile",
	refusal.PhoneBadSign:    "phone.problem.sign",
	refusal.PhoneNotOne:     "phone.problem.several",
	refusal.PhoneAmbiguous:  "phone.problem.ambiguous",
	refusal.BadChannel:      "phone.problem.channel",
	refusal.PhoneDisabled:   "phone.problem.disabled",
	refusal.NumberStopped:   "problem.stopped",
	refusal.SendRefused:     "problem.carrier",
	refusal.OptedOut:        "problem.opted_out",
	refusal.SendFailed:      "problem.failed",
	refusal.CheckFailed:     "problem.check",
	refusal.PhoneTaken:      "phone.problem.taken",
	refusal.AAL2ToUpdate:    "phone.problem.factor",
	refusal.CaptchaMissing:  "problem.captcha",
	refusal.CaptchaRefused:  "problem.captcha",
	refusal.CaptchaDown:     "problem.captcha_down",
	refusal.HookRefused:     "problem.failed",
	refusal.HookTimedOut:    "problem.failed",
	refusal.HookUnreachable: "problem.failed",
	refusal.HookContentType: "problem.failed",
	refusal.HookBusy:        "problem.failed",
	refusal.HookTooLarge:    "problem.failed",
	refusal.HookFailed:      "problem.failed",
}

// waitProblem is a refusal after which waiting helps, with how long; ok is false
// for others.
func (h *Handlers) waitProblem(c echo.Context, r *refusal.Refusal) (p views.Problem, ok bool) {
	switch wait := h.wait(c, r.RetryAfter); r.Reason {
	case refusal.TooSoon:
		return h.problem(c, "problem.soon", "wait", wait), true
	case refusal.TooManyRequests:
		return h.problem(c, "problem.often", "wait", wait), true
	case refusal.BudgetSpent:
		return h.problem(c, "problem.budget", "wait", wait), true
	}
	return views.Problem{}, false
}

// numberProblem is a refusal after which another number or way helps; ok is
// false for others. The country is named: it may share its calling code with the
// one that was chosen (P8).
func (h *Handlers) numberProblem(c echo.Context, r *refusal.Refusal) (p views.Problem, ok bool) {
	if r.Reason == refusal.CountryRefused {
		name := cmp.Or(countryName(h.text(c), r.Country), r.Country)
		return h.problem(c, "phone.problem.refused_country", "country", name), true
	}
	key, ok := phoneProblems[r.Reason]
	if !ok {
		return views.Problem{}, false
	}
	return h.problem(c, key), true
}

// phoneProblem is a refusal in the words of the phone page, and its status. The
// error is anything else.
func (h *Handlers) phoneProblem(c echo.Context, cause error) (views.Problem, int, error) {
	if errors.Is(cause, errStaleForm) {
		return h.problem(c, "problem.stale"), http.StatusUnprocessableEntity, nil
	}
	var r *refusal.Refusal
	if !errors.As(cause, &r) {
		return views.Problem{}, 0, cause
	}
	tellWait(c, r)
	if p, ok := h.waitProblem(c, r); ok {
		return p, http.StatusTooManyRequests, nil
	}
	p, ok := h.numberProblem(c, r)
	if !ok {
		return views.Problem{}, 0, cause
	}
	return p, http.StatusUnprocessableEntity, nil
}

// codeProblem is a refusal in the words of the code page, and whether the code
// can no longer be entered.
func (h *Handlers) codeProblem(c echo.Context, r *refusal.Refusal) (p views.Problem, dead bool) {
	switch r.Reason {
	case refusal.WrongCode:
		if r.TriesLeft == 0 {
			return h.problem(c, "code.problem.wrong"), false
		}
		return views.Problem{Text: h.text(c).N("code.problem.wrong_left", r.TriesLeft)}, false
	case refusal.NotACode:
		digits := h.text(c).N("code.digits", h.settings.Phone.OTPLength)
		return h.problem(c, "code.problem.short", "digits", digits), false
	case refusal.CodeExpired:
		return h.problem(c, "code.problem.expired"), true
	case refusal.TooManyTries:
		return h.problem(c, "code.problem.tries"), true
	case refusal.UserBanned:
		return h.problem(c, "problem.banned"), true
	}
	if p, ok := h.waitProblem(c, r); ok {
		return p, false
	}
	if p, ok := h.numberProblem(c, r); ok {
		return p, false
	}
	return h.problem(c, "code.problem.wrong"), false
}
