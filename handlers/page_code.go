package handlers

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/auth/limits"
	"phonelogin/auth/refusal"
	"phonelogin/views"
)

// face is where the flow's codes are good: our own pages, for one app.
func (f *flow) face() string {
	if f.Return.ClientID != "" {
		return auth.PagesFace + ":" + f.Return.ClientID
	}
	return auth.PagesFace
}

// showCode asks for the code. A flow that this browser does not know, or that
// is over, leads back to where it would begin.
func (h *Handlers) showCode(c echo.Context) error {
	v, err := h.visit(c)
	if err != nil {
		return err
	}
	f := v.find(c.QueryParam("flow"))
	if f == nil {
		return h.beginAgain(c, v)
	}
	if f.over() && v.Session != "" {
		return h.leadOn(c, v, f)
	}
	p, err := h.codeProps(c, v, f)
	if err != nil {
		return err
	}
	p.Status, f.Notice = f.Notice, ""
	if err := v.remember(c); err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.Code(*p))
}

// codeProps is the code page of a flow as things stand.
func (h *Handlers) codeProps(c echo.Context, v *visit, f *flow) (*views.CodeProps, error) {
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
		Page: h.page(c, v, app, "code.title"), Heading: h.text(c).T("code.heading"),
		Lead: h.text(c).T("code.lead."+f.Channel, "number", number), Number: number,
		Action: h.at(c, "/login/code", f), Digits: h.settings.Phone.OTPLength,
		Now: now, ExpiresAt: f.ExpiresAt, ResendAt: f.ResendAt, SendsLeft: v.sendsLeft(now),
		ResendTo: h.at(c, "/login/codes", f), Options: h.options(c, auth.Channel(f.Channel)),
		AutoSubmit: !app.ByButton, WhatsApp: f.Channel == string(auth.WhatsApp), Help: h.text(c).T("code.help"),
	}
	switch auth.Purpose(f.Purpose) {
	case auth.Login:
		p.ChangeTo = h.at(c, "/login", f)
	case auth.PhoneChange:
		p.ChangeTo, p.Cancel = h.at(c, changePath+"/new", f), "/account"
	case auth.Proof:
		p.Cancel = "/account"
	}
	if phone.Landline() {
		p.Help = h.text(c).T("code.landline")
	}
	switch {
	case f.Dead:
		p.Dead, p.Problem = true, h.problem(c, "code.problem.tries")
	case !now.Before(f.ExpiresAt):
		p.Dead, p.Problem = true, h.problem(c, "code.problem.expired")
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

// submitCode checks the code.
func (h *Handlers) submitCode(c echo.Context) error {
	v, err := h.visit(c)
	if err != nil {
		return err
	}
	f := v.find(c.QueryParam("flow"))
	if f == nil {
		return h.beginAgain(c, v)
	}
	entered := ""
	err = h.checkCodeForm(c, v, f)
	if err == nil || errors.Is(err, errStaleForm) {
		// Kept where signing in on another tab made the form stale (proves G12).
		entered = auth.ReadCode(c.Request().PostForm.Get("code"), h.settings.Phone.OTPLength)
	}
	if err == nil {
		err = h.enter(c, v, f, entered)
	}
	if c.Response().Committed {
		return err
	}
	return h.codeAgain(c, v, f, entered, err)
}

// checkCodeForm is checkForm where the form may come again, after its code gave the
// session a new id.
func (h *Handlers) checkCodeForm(c echo.Context, v *visit, f *flow) error {
	err := h.checkForm(c, v)
	if errors.Is(err, errStaleForm) && f.FormToken != "" && sameText(c.Request().PostForm.Get("form_token"), f.FormToken) {
		return nil
	}
	return err
}

// enter does what a right code of the flow's purpose is for.
func (h *Handlers) enter(c echo.Context, v *visit, f *flow, code string) error {
	if err := h.countRequest(c, limits.Verify); err != nil {
		return err
	}
	a := auth.Attempt{
		Challenge: f.Challenge, Phone: auth.Phone(f.Phone), Purpose: auth.Purpose(f.Purpose), Face: f.face(),
		Code: code, Flow: f.ID, InFrame: f.Return.Display == embed,
	}
	switch a.Purpose {
	case auth.Proof:
		return h.enterProof(c, v, f, a)
	case auth.PhoneChange:
		return h.enterChange(c, v, f, a)
	}
	b, err := h.auth.Enter(c.Request().Context(), a)
	if err != nil {
		return err
	}
	if a.InFrame {
		return h.handOver(c, v, f, b)
	}
	if err := h.welcome(c, v, f, b); err != nil {
		return err
	}
	return h.finish(c, v, b, f.Return)
}

// welcome signs a browser in: under a new id, with the device known from now on.
// Whoever was signed in here before is signed out.
func (h *Handlers) welcome(c echo.Context, v *visit, f *flow, b *auth.Bearer) error {
	if v.Session == b.Session.ID {
		return nil // the form came again
	}
	before, err := h.whoIs(c, v)
	if err == nil {
		_, err = h.auth.SignOut(c.Request().Context(), before.User.ID, v.Session, auth.Local)
	}
	if err != nil && !isRefusal(err) {
		return err
	}
	f.entered(h.pages.formToken(v.session), h.auth.Now())
	if err := h.pages.renew(c.Request().Context(), v.session, v.left()); err != nil {
		return err
	}
	v.signedIn(b.Session.ID)
	return h.devices.remember(c, auth.Phone(f.Phone))
}

// codeAgain shows the code page with what was entered and what is wrong with it.
func (h *Handlers) codeAgain(c echo.Context, v *visit, f *flow, entered string, cause error) error {
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
		p.Problem = h.problem(c, "problem.stale")
	case r != nil && r.Reason == refusal.NoSession:
		return h.beginAgain(c, v) // signed out in the meantime
	case r != nil:
		problem, dead := h.codeProblem(c, r)
		p.Problem, p.Dead = problem, dead || p.Dead && !aboutCode(r)
		if toAPI(r).Status == http.StatusTooManyRequests {
			status = http.StatusTooManyRequests
		}
		tellWait(c, r)
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
	return h.render(c, status, views.Code(*p))
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
