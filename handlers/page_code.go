package handlers

import (
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/views"
)

// face is where the flow's codes are good: our own pages, for one app.
func (f *flow) face() string {
	if f.Return.ClientID != "" {
		return auth.PagesFace + ":" + f.Return.ClientID
	}
	return auth.PagesFace
}

// send asks for a message and notes in the flow when the next may be asked for.
func (h *Handlers) send(c echo.Context, v *visit, f *flow, ch auth.Channel) error {
	if err := h.countRequest(c, auth.LimitOTP); err != nil {
		return err
	}
	if auth.Purpose(f.Purpose) == auth.Login && f.Challenge == "" {
		if err := h.checkPerson(c); err != nil {
			return err
		}
	}
	phone, now := auth.Phone(f.Phone), h.auth.Now()
	if err := v.mayAsk(phone, now); err != nil {
		return err
	}
	app, err := h.auth.Apps().Find(f.Return.ClientID)
	if err != nil {
		return err
	}
	around, err := h.siteAround(f)
	if err != nil {
		return err
	}
	first := f.Challenge == ""
	asked, err := h.ask(c, v, f, auth.Request{
		Phone: phone, Channel: ch, Purpose: auth.Purpose(f.Purpose), Face: f.face(), App: app,
		Device: h.devices.name(c, phone), EmbeddedIn: around, CreateUser: true, Discreet: true,
	})
	var r *auth.Refusal
	if err != nil && !(errors.As(err, &r) && r.Unsure && asked != nil) {
		return err
	}
	v.asked(phone, now)
	if asked.Challenge != f.Challenge {
		f.Followed = false
	}
	f.note(asked)
	if first {
		return nil // the message may have been sent, and the code page is where its code is good
	}
	return err
}

// ask begins or repeats the flow's challenge; those of the account page are for
// who is signed in.
func (h *Handlers) ask(c echo.Context, v *visit, f *flow, r auth.Request) (*auth.Asked, error) {
	ctx := c.Request().Context()
	if r.Purpose == auth.Login {
		return h.auth.Start(ctx, r)
	}
	b, err := h.whoIs(c, v)
	if err != nil {
		return nil, err
	}
	if r.Purpose == auth.Proof {
		r.UserID = b.User.ID
		return h.auth.Start(ctx, r)
	}
	change := auth.Update{Phone: r.Phone, Channel: r.Channel, Discreet: true}
	_, asked, err := h.auth.StartPhoneChange(ctx, b.User, change, r.Face, r.App, r.Device)
	return asked, err
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
		return h.moveOn(c, v, "/login")
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
		Action: "/login/code?flow=" + f.ID, Digits: h.settings.Auth.SMS.OTPLength,
		Now: now, ExpiresAt: f.ExpiresAt, ResendAt: f.ResendAt, SendsLeft: v.sendsLeft(now),
		ResendTo: "/login/codes?flow=" + f.ID, Options: h.options(c, auth.Channel(f.Channel)),
		AutoSubmit: !app.ByButton, WhatsApp: f.Channel == string(auth.WhatsApp), Help: h.text(c).T("code.help"),
	}
	switch auth.Purpose(f.Purpose) {
	case auth.Login:
		p.ChangeTo = "/login?flow=" + f.ID
	case auth.PhoneChange:
		p.ChangeTo, p.Cancel = "/account/phone/new?flow="+f.ID, "/account"
	case auth.Proof:
		p.Cancel = "/account"
	}
	if phone.Landline() {
		p.Help = h.text(c).T("code.landline")
	}
	if p.Delivery, err = h.deliveryProps(c, v, f); err != nil {
		return nil, err
	}
	if !now.Before(f.ExpiresAt) {
		p.Dead, p.Problem = true, h.problem(c, "code.problem.expired")
	}
	return p, nil
}

// shown is the number as this page may show it: in full only to whoever typed it
// (proves C13).
func shown(f *flow, phone auth.Phone) string {
	if f.Typed == "" || f.Hinted {
		return phone.Masked()
	}
	return strings.ReplaceAll(phone.Pretty(), " ", "\u00a0") // a number stays on one line
}

// submitCode checks the code.
func (h *Handlers) submitCode(c echo.Context) error {
	v, err := h.visit(c)
	if err != nil {
		return err
	}
	f := v.find(c.QueryParam("flow"))
	if f == nil {
		return h.moveOn(c, v, "/login")
	}
	entered := ""
	err = h.checkForm(c, v)
	if err == nil || errors.Is(err, errStaleForm) {
		// Kept where signing in on another tab made the form stale (proves G12).
		entered = auth.ReadCode(c.Request().PostForm.Get("code"), h.settings.Auth.SMS.OTPLength)
	}
	if err == nil {
		err = h.enter(c, v, f, entered)
	}
	if c.Response().Committed {
		return err
	}
	return h.codeAgain(c, v, f, entered, err)
}

// enter does what a right code of the flow's purpose is for.
func (h *Handlers) enter(c echo.Context, v *visit, f *flow, code string) error {
	if err := h.countRequest(c, auth.LimitVerify); err != nil {
		return err
	}
	a := auth.Attempt{
		Challenge: f.Challenge, Phone: auth.Phone(f.Phone), Purpose: auth.Purpose(f.Purpose), Face: f.face(),
		Code: code, Client: client(c),
	}
	switch a.Purpose {
	case auth.Proof:
		return h.enterProof(c, v, f, a)
	case auth.PhoneChange:
		return h.enterChange(c, v, f, a)
	}
	grant, err := h.auth.Verify(c.Request().Context(), a)
	if err != nil {
		return err
	}
	if f.Return.Display == embed {
		return h.handOver(c, v, f, grant)
	}
	if err := h.welcome(c, v, grant, auth.Phone(f.Phone)); err != nil {
		return err
	}
	back := f.Return
	v.end(f)
	return h.finish(c, v, &auth.Bearer{User: grant.User, Session: grant.Session}, back)
}

// welcome signs a browser in: under a new id, with the device known from now on.
// Whoever was signed in here before is signed out.
func (h *Handlers) welcome(c echo.Context, v *visit, grant *auth.Grant, phone auth.Phone) error {
	if before, err := h.whoIs(c, v); err == nil {
		if _, err := h.auth.SignOut(c.Request().Context(), before.User.ID, v.Session, auth.Local); err != nil {
			return err
		}
	}
	if err := h.pages.renew(c.Request().Context(), v.session); err != nil {
		return err
	}
	v.signedIn(grant.Session.ID)
	return h.devices.remember(c, phone)
}

// codeAgain shows the code page with what was entered and what is wrong with it.
func (h *Handlers) codeAgain(c echo.Context, v *visit, f *flow, entered string, cause error) error {
	p, err := h.codeProps(c, v, f)
	if err != nil {
		return err
	}
	status := http.StatusUnprocessableEntity
	var r *auth.Refusal
	switch {
	case errors.Is(cause, errStaleForm):
		p.Problem = h.problem(c, "problem.stale")
	case errors.As(cause, &r) && r.Reason == auth.NoSession:
		return h.moveOn(c, v, "/login") // signed out in the meantime
	case errors.As(cause, &r):
		p.Problem, p.Dead = h.codeProblem(c, r)
		if toAPI(r).Status == http.StatusTooManyRequests {
			status = http.StatusTooManyRequests
		}
		tellWait(c, r)
	default:
		return cause
	}
	p.Code = cutTyped(entered)
	if err := v.remember(c); err != nil {
		return err
	}
	return h.render(c, status, views.Code(*p))
}

// resendCode sends the code again, by the channel that was chosen.
func (h *Handlers) resendCode(c echo.Context) error {
	v, err := h.visit(c)
	if err != nil {
		return err
	}
	f := v.find(c.QueryParam("flow"))
	if f == nil {
		return h.moveOn(c, v, "/login")
	}
	if err := h.checkForm(c, v); err != nil {
		return h.codeAgain(c, v, f, "", err)
	}
	ch := auth.Channel(c.Request().PostForm.Get("channel"))
	if ch == "" {
		ch = auth.Channel(f.Channel)
	}
	if err := h.send(c, v, f, ch); err != nil {
		return h.codeAgain(c, v, f, "", err)
	}
	f.Notice = h.text(c).T("status.sent." + string(ch))
	return h.moveOn(c, v, "/login/code?flow="+f.ID)
}
