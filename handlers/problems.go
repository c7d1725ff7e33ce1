package handlers

import (
	"cmp"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/views"
)

// phoneProblems are the keys of what the phone page says to each refusal; each
// says how to go on (proves P9, C14).
var phoneProblems = map[auth.Reason]string{
	auth.BadPhone:        "phone.problem.invalid",
	auth.PhoneMissing:    "phone.problem.missing",
	auth.PhoneTooShort:   "phone.problem.short",
	auth.PhoneTooLong:    "phone.problem.long",
	auth.PhoneNoCountry:  "phone.problem.country",
	auth.PhoneNotMobile:  "phone.problem.mobile",
	auth.PhoneBadSign:    "phone.problem.sign",
	auth.PhoneNotOne:     "phone.problem.several",
	auth.PhoneAmbiguous:  "phone.problem.ambiguous",
	auth.BadChannel:      "phone.problem.channel",
	auth.PhoneDisabled:   "phone.problem.disabled",
	auth.NumberStopped:   "problem.stopped",
	auth.SendRefused:     "problem.carrier",
	auth.OptedOut:        "problem.opted_out",
	auth.SendFailed:      "problem.failed",
	auth.CheckFailed:     "problem.check",
	auth.PhoneTaken:      "phone.problem.taken",
	auth.AAL2ToUpdate:    "phone.problem.factor",
	auth.CaptchaMissing:  "problem.captcha",
	auth.CaptchaRefused:  "problem.captcha",
	auth.CaptchaDown:     "problem.captcha_down",
	auth.HookRefused:     "problem.failed",
	auth.HookTimedOut:    "problem.failed",
	auth.HookUnreachable: "problem.failed",
	auth.HookContentType: "problem.failed",
	auth.HookBusy:        "problem.failed",
	auth.HookTooLarge:    "problem.failed",
	auth.HookFailed:      "problem.failed",
}

// waitProblem is a refusal after which waiting helps, with how long; ok is false
// for others.
func (h *Handlers) waitProblem(c echo.Context, r *auth.Refusal) (p views.Problem, ok bool) {
	switch wait := h.wait(c, r.RetryAfter); r.Reason {
	case auth.TooSoon:
		return h.problem(c, "problem.soon", "wait", wait), true
	case auth.TooManyRequests:
		return h.problem(c, "problem.often", "wait", wait), true
	case auth.BudgetSpent:
		return h.problem(c, "problem.budget", "wait", wait), true
	}
	return views.Problem{}, false
}

// numberProblem is a refusal after which another number or way helps; ok is
// false for others. The country is named: it may share its calling code with the
// one that was chosen (P8).
func (h *Handlers) numberProblem(c echo.Context, r *auth.Refusal) (p views.Problem, ok bool) {
	if r.Reason == auth.CountryRefused {
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
	var r *auth.Refusal
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
func (h *Handlers) codeProblem(c echo.Context, r *auth.Refusal) (p views.Problem, dead bool) {
	switch r.Reason {
	case auth.WrongCode:
		if r.TriesLeft == 0 {
			return h.problem(c, "code.problem.wrong"), false
		}
		return views.Problem{Text: h.text(c).N("code.problem.wrong_left", r.TriesLeft)}, false
	case auth.NotACode:
		digits := h.text(c).N("code.digits", h.settings.Auth.SMS.OTPLength)
		return h.problem(c, "code.problem.short", "digits", digits), false
	case auth.CodeExpired:
		return h.problem(c, "code.problem.expired"), true
	case auth.TooManyTries:
		return h.problem(c, "code.problem.tries"), true
	case auth.UserBanned:
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
