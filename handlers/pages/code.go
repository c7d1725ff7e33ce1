package pages

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/auth/refusal"
	"phonelogin/handlers/reply"
	"phonelogin/views"
)

// face is where the flow's codes are good: our own pages, for one app.
func (f *flow) face() string {
	if f.Return.ClientID != "" {
		return auth.PagesFace + ":" + f.Return.ClientID
	}
	return auth.PagesFace
}

// ShowCode asks for the code. A flow that this browser does not know, or that
// is over, leads back to where it would begin.
func (h *LoginPages) ShowCode(c echo.Context, v *visit, f *flow) error {
	if f.over() && v.Session != "" {
		return leadOn(c, v, f)
	}
	p, err := h.codeProps(c, v, f)
	if err != nil {
		return err
	}
	p.Status, f.Notice = f.Notice, ""
	if err := v.remember(c); err != nil {
		return err
	}
	return Render(c, http.StatusOK, views.Code(*p))
}

// codeProps is the code page of a flow as things stand.
func (h *LoginPages) codeProps(c echo.Context, v *visit, f *flow) (*views.CodeProps, error) {
	app, err := h.auth.Apps().Find(f.Return.ClientID)
	if err != nil {
		return nil, err
	}
	if f.Return.wanted() {
		plan, err := h.planReturn(f.Return)
		if err != nil {
			return nil, err
		}
		allow(c, permits{target: plan.Target, framer: plan.Framer()})
	}
	phone, now := auth.Phone(f.Phone), h.auth.Now()
	number := shown(f, phone)
	p := &views.CodeProps{
		Page: h.page(c, v, app, "code.title"), Heading: text(c).T("code.heading"),
		Lead: text(c).T("code.lead."+f.Channel, "number", number), Number: number,
		Action: h.tickets.at(c, "/login/code", f), Digits: h.settings.OTPLength,
		Now: now, ExpiresAt: f.ExpiresAt, ResendAt: f.ResendAt, SendsLeft: v.sendsLeft(now),
		ResendTo: h.tickets.at(c, "/login/codes", f), Options: h.options(c, auth.Channel(f.Channel)),
		AutoSubmit: !app.ByButton, WhatsApp: f.Channel == string(auth.WhatsApp), Help: text(c).T("code.help"),
	}
	switch auth.Purpose(f.Purpose) {
	case auth.Login:
		p.ChangeTo = h.tickets.at(c, "/login", f)
	case auth.PhoneChange:
		p.ChangeTo, p.Cancel = h.tickets.at(c, ChangePath+"/new", f), "/account"
	case auth.Proof:
		p.Cancel = "/account"
	}
	if phone.Landline() {
		p.Help = text(c).T("code.landline")
	}
	switch {
	case f.Dead:
		p.Dead, p.Problem = true, problem(c, "code.problem.tries")
	case !now.Before(f.ExpiresAt):
		p.Dead, p.Problem = true, problem(c, "code.problem.expired")
	}
	if p.Dead {
		return p, nil // nobody waits for its message any more
	}
	if p.Delivery, err = h.deliveryProps(c, v, f); err != nil {
		return nil, err
	}
	return p, nil
}

// shown is the number as this page may show it: in full only to whoever typed it
// (proves C13).
func shown(f *flow, phone auth.Phone) string {
	if f.Typed == "" || f.Hinted {
		return phone.Masked()
	}
	return oneLine(phone.Pretty())
}

// oneLine keeps a number on one line: a piece of it on the next is taken for another
// number, above all where text runs from the right.
func oneLine(number string) string {
	return strings.NewReplacer(" ", "\u00a0", "-", "\u2011").Replace(number)
}

// SubmitCode checks the code.
func (h *LoginPages) SubmitCode(c echo.Context, v *visit, f *flow) error {
	err := h.enter(c, v, f, h.entered(c))
	if c.Response().Committed {
		return err
	}
	return h.CodeAgain(c, v, f, err)
}

// entered is the code that a form brought.
func (h *LoginPages) entered(c echo.Context) string {
	return auth.ReadCode(c.Request().PostForm.Get("code"), h.settings.OTPLength)
}

// CodeAgain shows the code page with what was entered and what is wrong with it. The
// code is kept where signing in on another tab made the form stale (proves G12).
func (h *LoginPages) CodeAgain(c echo.Context, v *visit, f *flow, cause error) error {
	return h.codeAgain(c, v, f, h.entered(c), cause)
}

// AgainWithoutCode is CodeAgain for forms that bring no code.
func (h *LoginPages) AgainWithoutCode(c echo.Context, v *visit, f *flow, cause error) error {
	return h.codeAgain(c, v, f, "", cause)
}

// codeAgain shows the code page with what was entered and what is wrong with it.
func (h *LoginPages) codeAgain(c echo.Context, v *visit, f *flow, entered string, cause error) error {
	var r *refusal.Refusal
	if errors.As(cause, &r) {
		f.heed(r, h.auth.Now())
	}
	p, err := h.codeProps(c, v, f)
	if err != nil {
		return err
	}
	status := http.StatusUnprocessableEntity
	switch {
	case errors.Is(cause, errStaleForm):
		p.Problem = problem(c, "problem.stale")
	case r != nil && r.Reason == refusal.NoSession:
		return h.beginAgain(c, v) // signed out in the meantime
	case r != nil:
		problem, dead := codeProblem(c, r, h.settings.OTPLength)
		p.Problem, p.Dead = problem, dead || p.Dead && !aboutCode(r)
		if reply.Of(r).Status == http.StatusTooManyRequests {
			status = http.StatusTooManyRequests
		}
		reply.TellWait(c, r)
	default:
		return cause
	}
	p.Code = cutTyped(entered)
	if p.Dead {
		p.Delivery = views.DeliveryProps{}
	}
	if err := v.remember(c); err != nil {
		return err
	}
	return Render(c, status, views.Code(*p))
}

// heed keeps what a refusal says of the time after it: the code is dead, or another
// may be asked for later. A reload and the next refusal then say the same.
func (f *flow) heed(r *refusal.Refusal, now time.Time) {
	switch r.Reason {
	case refusal.TooManyTries:
		f.Dead = true
	case refusal.TooSoon:
		f.ResendAt = now.Add(r.RetryAfter)
	}
}

// aboutCode reports whether a refusal judges what was entered, so that it can be
// corrected. Other refusals leave a dead code dead.
func aboutCode(r *refusal.Refusal) bool {
	return r.Reason == refusal.WrongCode || r.Reason == refusal.NotACode
}
