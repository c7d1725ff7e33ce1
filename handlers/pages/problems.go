package pages

import (
	"cmp"
	"errors"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"phonelogin/auth/refusal"
	"phonelogin/handlers/reply"
	"phonelogin/models/phone"
	"phonelogin/views"
)

// typedProblems are the keys of the texts about what cannot be a number. Each text
// says how to go on (P9, C14).
var typedProblems = map[phone.Problem]string{
	phone.Invalid:   "phone.problem.invalid",
	phone.Missing:   "phone.problem.missing",
	phone.TooShort:  "phone.problem.short",
	phone.TooLong:   "phone.problem.long",
	phone.NoCountry: "phone.problem.country",
	phone.NotMobile: "phone.problem.mobile",
	phone.BadSign:   "phone.problem.sign",
	phone.NotOne:    "phone.problem.several",
	phone.Unclear:   "phone.problem.ambiguous",
}

// phoneProblems are the keys of the texts about other refusals on the phone page.
var phoneProblems = map[refusal.Reason]string{
	refusal.BadChannel:         "phone.problem.channel",
	refusal.PhoneDisabled:      "phone.problem.disabled",
	refusal.NumberStopped:      "problem.stopped",
	refusal.SendRefused:        "problem.carrier",
	refusal.OptedOut:           "problem.opted_out",
	refusal.SendFailed:         "problem.failed",
	refusal.CheckFailed:        "problem.check",
	refusal.PhoneTaken:         "phone.problem.taken",
	refusal.SecondFactorNeeded: "phone.problem.factor",
	refusal.CaptchaMissing:     "problem.captcha",
	refusal.CaptchaRefused:     "problem.captcha",
	refusal.CaptchaDown:        "problem.captcha_down",
	refusal.HookRefused:        "problem.failed",
	refusal.HookTimedOut:       "problem.failed",
	refusal.HookUnreachable:    "problem.failed",
	refusal.HookContentType:    "problem.failed",
	refusal.HookBusy:           "problem.failed",
	refusal.HookTooLarge:       "problem.failed",
	refusal.HookFailed:         "problem.failed",
}

// waitProblem is the text of a refusal after which waiting helps. ok is false for
// others.
func waitProblem(c echo.Context, r *refusal.Refusal) (p views.Problem, ok bool) {
	switch wait := waitText(c, r.RetryAfter); r.Reason {
	case refusal.TooSoon:
		return problem(c, "problem.soon", "wait", wait), true
	case refusal.TooManyRequests:
		return problem(c, "problem.often", "wait", wait), true
	case refusal.BudgetSpent:
		return problem(c, "problem.budget", "wait", wait), true
	}
	return views.Problem{}, false
}

// numberProblem is the text of a refusal after which another number or channel
// helps. ok is false for others. A country is named, because it may share its
// calling code with the one that was chosen (P8).
func numberProblem(c echo.Context, r *refusal.Refusal) (p views.Problem, ok bool) {
	switch r.Reason {
	case refusal.BadPhone:
		return problem(c, typedProblems[r.Phone]), true
	case refusal.CountryRefused:
		name := cmp.Or(countryName(text(c), r.Country), r.Country)
		return problem(c, "phone.problem.refused_country", "country", name), true
	}
	key, ok := phoneProblems[r.Reason]
	if !ok {
		return views.Problem{}, false
	}
	return problem(c, key), true
}

// phoneProblem is a refusal in the words of the phone page, and its status. It
// returns any other error as it is.
func phoneProblem(c echo.Context, cause error) (views.Problem, int, error) {
	if errors.Is(cause, errStaleForm) {
		return problem(c, "problem.stale"), http.StatusUnprocessableEntity, nil
	}
	var r *refusal.Refusal
	if !errors.As(cause, &r) {
		return views.Problem{}, 0, cause
	}
	reply.TellWait(c, statusOf(r), r)
	if p, ok := waitProblem(c, r); ok {
		return p, http.StatusTooManyRequests, nil
	}
	p, ok := numberProblem(c, r)
	if !ok {
		return views.Problem{}, 0, cause
	}
	return p, http.StatusUnprocessableEntity, nil
}

// codeProblem is a refusal in the words of the code page. dead reports whether the
// code can no longer be entered.
func codeProblem(c echo.Context, r *refusal.Refusal, digits int) (p views.Problem, dead bool) {
	switch r.Reason {
	case refusal.WrongCode:
		if r.TriesLeft == 0 {
			return problem(c, "code.problem.wrong"), false
		}
		return views.Problem{Text: text(c).N("code.problem.wrong_left", r.TriesLeft)}, false
	case refusal.NotACode:
		return problem(c, "code.problem.short", "digits", text(c).N("code.digits", digits)), false
	case refusal.CodeExpired:
		return problem(c, "code.problem.expired"), true
	case refusal.TooManyTries:
		return problem(c, "code.problem.tries"), true
	case refusal.UserBanned:
		return problem(c, "problem.banned"), true
	}
	if p, ok := waitProblem(c, r); ok {
		return p, false
	}
	if p, ok := numberProblem(c, r); ok {
		return p, false
	}
	return problem(c, "code.problem.wrong"), false
}

// problem is the text of a key.
func problem(c echo.Context, key string, args ...string) views.Problem {
	return views.Problem{Text: text(c).T(key, args...)}
}

// waitText tells a time to wait in words.
func waitText(c echo.Context, d time.Duration) string {
	if s := reply.Seconds(d); s <= 90 {
		return text(c).N("time.seconds", s)
	}
	if m := int((d + time.Minute - 1) / time.Minute); m <= 90 {
		return text(c).N("time.minutes", m)
	}
	return text(c).N("time.hours", int((d+time.Hour-1)/time.Hour))
}
