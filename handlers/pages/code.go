package pages

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/auth/otp"
	"phonelogin/auth/refusal"
	"phonelogin/handlers/reply"
	"phonelogin/views"
)

// ShowCode asks for the code. A flow whose code was entered leads on to where that
// led.
func (h *LoginPages) ShowCode(c echo.Context, v *visitor, f *flow) error {
	if f.completed() && v.Session != "" {
		return redirectCompleted(c, v, f)
	}
	p, err := h.codeProps(c, v, f)
	if err != nil {
		return err
	}
	p.Status, f.Notice = f.Notice, ""
	if err := v.save(c); err != nil {
		return err
	}
	return Render(c, http.StatusOK, views.Code(*p))
}

// codeProps describes the code page of a flow as it is now.
func (h *LoginPages) codeProps(c echo.Context, v *visitor, f *flow) (*views.CodeProps, error) {
	app, err := h.apps.Find(f.Request.ClientID)
	if err != nil {
		return nil, err
	}
	if f.Request.wantsAnswer() {
		plan, err := h.planReturn(f.Request)
		if err != nil {
			return nil, err
		}
		setPolicy(c, policyOptions{formTarget: plan.Target, frameAncestor: plan.Framer()})
	}
	now, number := h.now(), shownNumber(f)
	p := &views.CodeProps{
		Page: h.pageProps(c, v, app, "code.title"), Heading: text(c).T("code.heading"),
		Lead: text(c).T("code.lead."+string(f.Channel), "number", number), Number: number,
		Action: h.tickets.flowURL(c, "/login/code", f), Digits: h.settings.OTPLength,
		Now: now, ExpiresAt: f.ExpiresAt, ResendAt: f.ResendAt, SendsLeft: v.Browser.Left(now),
		ResendTo: h.tickets.flowURL(c, "/login/codes", f), Options: h.channelOptions(c, f.Channel),
		AutoSubmit: !app.ByButton, WhatsApp: f.Channel == auth.WhatsApp, Help: text(c).T("code.help"),
	}
	switch f.Purpose {
	case otp.Login:
		p.ChangeTo = h.tickets.flowURL(c, "/login", f)
	case otp.PhoneChange:
		p.ChangeTo, p.Cancel = h.tickets.flowURL(c, ChangePath+"/new", f), "/account"
	case otp.Proof:
		p.Cancel = "/account"
	}
	if f.Phone.Landline() {
		p.Help = text(c).T("code.landline")
	}
	switch {
	case f.Dead:
		p.Dead, p.Problem = true, problem(c, "code.problem.tries")
	case !now.Before(f.ExpiresAt):
		p.Dead, p.Problem = true, problem(c, "code.problem.expired")
	}
	if p.Dead {
		return p, nil // nobody waits for the message any more
	}
	if p.Delivery, err = h.deliveryProps(c, v, f); err != nil {
		return nil, err
	}
	return p, nil
}

// SubmitCode checks the code and leads on.
func (h *LoginPages) SubmitCode(c echo.Context, v *visitor, f *flow) error {
	entered := h.readCode(c)
	to, err := h.enterCode(c, v, f, entered)
	if err != nil {
		return h.showCodeProblem(c, v, f, entered, err)
	}
	return h.leadTo(c, v, to)
}

// readCode is the code in the form.
func (h *LoginPages) readCode(c echo.Context) string {
	return otp.Read(c.Request().PostForm.Get("code"), h.settings.OTPLength)
}

// ShowCodeProblem shows the code page again with what is wrong. It keeps the code
// where the form was stale because another tab signed in (G12).
func (h *LoginPages) ShowCodeProblem(c echo.Context, v *visitor, f *flow, cause error) error {
	return h.showCodeProblem(c, v, f, h.readCode(c), cause)
}

// ShowResendProblem is ShowCodeProblem for forms that bring no code.
func (h *LoginPages) ShowResendProblem(c echo.Context, v *visitor, f *flow, cause error) error {
	return h.showCodeProblem(c, v, f, "", cause)
}

// showCodeProblem shows the code page with what was entered and what is wrong with
// it.
func (h *LoginPages) showCodeProblem(c echo.Context, v *visitor, f *flow, entered string, cause error) error {
	var r *refusal.Refusal
	if errors.As(cause, &r) {
		f.noteRefusal(r, h.now())
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
		return h.restartLogin(c, v) // signed out in the meantime
	case r != nil:
		problem, dead := codeProblem(c, r, h.settings.OTPLength)
		p.Problem, p.Dead = problem, dead || p.Dead && !isCorrectable(r)
		if statusOf(r) == http.StatusTooManyRequests {
			status = http.StatusTooManyRequests
		}
		reply.TellWait(c, statusOf(r), r)
	default:
		return cause
	}
	p.Code = truncateTyped(entered)
	if p.Dead {
		p.Delivery = views.DeliveryProps{}
	}
	if err := v.save(c); err != nil {
		return err
	}
	return Render(c, status, views.Code(*p))
}

// isCorrectable reports whether a refusal judges the code that was entered. After
// any other refusal a dead code stays dead.
func isCorrectable(r *refusal.Refusal) bool {
	return r.Reason == refusal.WrongCode || r.Reason == refusal.NotACode
}

// shownNumber is the number as the page shows it: in full only to who typed it (C13).
func shownNumber(f *flow) string {
	if f.Typed == "" || f.Hinted {
		return f.Phone.Masked()
	}
	return unbreakable(f.Phone.Pretty())
}
