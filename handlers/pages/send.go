package pages

import (
	"errors"

	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/auth/otp"
	"phonelogin/auth/refusal"
)

// codeSender sends the codes of flows: to sign in, to prove a number, to change it.
type codeSender struct {
	*base
	captcha *captcha
	devices *devices
	count   func(echo.Context) error // counts a request on the limiter of its route; refuses with TooManyRequests
}

// sendCode sends a code and notes in the flow when the next may be asked for. A form
// that comes twice sends one message and gets the same answer (G13).
func (h *codeSender) sendCode(c echo.Context, v *visitor, f *flow, ch auth.Channel) error {
	if f.ID == "" {
		h.store.nameFlow(v.session, f)
	}
	return h.orRepeated(c, f, h.countAndSend(c, v, f, ch))
}

// orRepeated turns the refusal of a form that came twice into the answer of the
// first. Other errors stay.
func (h *codeSender) orRepeated(c echo.Context, f *flow, err error) error {
	if !mayBeRepeated(err) {
		return err
	}
	r := otp.Request{
		Phone: f.Phone, Purpose: f.Purpose, Face: f.face(), Flow: f.ID,
		Device: h.devices.idFor(c, f.Phone),
	}
	if c.QueryParam("gone") == goneFlow {
		r.Flow = "" // the flow that asked for the code is lost, and the code is on the phone
	}
	sent, again := h.codes.LatestCode(c.Request().Context(), r)
	if isRefusal(again) {
		return err
	}
	if again != nil {
		return again
	}
	return h.resumeSent(c, f, sent, err)
}

// mayBeRepeated reports whether a refusal may be that of a form that came twice: the
// number has to wait, or the first form used the captcha's answer.
func mayBeRepeated(err error) bool {
	var r *refusal.Refusal
	return errors.As(err, &r) && (r.Reason == refusal.TooSoon || r.Reason == refusal.CaptchaRefused)
}

// resumeSent takes up the code that the flow asked for before. A form with a number
// leads to the code page even when it comes late, because the code is entered there.
// The page then says when another message may be asked for.
func (h *codeSender) resumeSent(c echo.Context, f *flow, sent *otp.SentCode, cause error) error {
	now := h.now()
	late := now.Sub(sent.SentAt) >= doublePress
	if f.Challenge != "" && (late || !f.resent(sent.SentAt, now)) {
		return cause
	}
	var r *refusal.Refusal
	if errors.As(cause, &r) && r.RetryAfter > 0 {
		sent.ResendAt = now.Add(r.RetryAfter)
	}
	f.noteSent(sent)
	if p, ok := waitProblem(c, r); ok && late {
		f.Notice = p.Text
	}
	return nil
}

// countAndSend checks the limits of the address and the browser, sends a code and
// counts it.
func (h *codeSender) countAndSend(c echo.Context, v *visitor, f *flow, ch auth.Channel) error {
	if err := h.count(c); err != nil {
		return err
	}
	if f.Purpose == otp.Login && f.Challenge == "" {
		if err := h.captcha.check(c); err != nil {
			return err
		}
	}
	now := h.now()
	if err := v.Browser.MayAsk(f.Phone, now); err != nil {
		return err
	}
	if _, err := h.apps.Find(f.Request.ClientID); err != nil {
		return err // the app was removed meanwhile
	}
	site, err := h.embeddingSite(f)
	if err != nil {
		return err
	}
	first := f.Challenge == ""
	sent, err := h.requestCode(c, v, f, otp.Request{
		Phone: f.Phone, Channel: ch, Purpose: f.Purpose, Face: f.face(),
		Device: h.devices.idFor(c, f.Phone), EmbeddedIn: site, CreateUser: true, Discreet: true,
		Flow: f.ID,
	})
	var r *refusal.Refusal
	if err != nil && !(errors.As(err, &r) && r.Unsure && sent != nil) {
		return err
	}
	v.Browser = v.Browser.With(f.Phone, now)
	if sent.Challenge != f.Challenge {
		f.Switched = false
	}
	f.noteSent(sent)
	if first {
		return nil // the message may have been sent, and its code is entered on the code page
	}
	return err
}

// requestCode asks for the flow's code, or for the same code again. Codes for the
// account page need somebody who is signed in.
func (h *codeSender) requestCode(c echo.Context, v *visitor, f *flow, r otp.Request) (*otp.SentCode, error) {
	ctx := c.Request().Context()
	if r.Purpose == otp.Login {
		return h.codes.Start(ctx, r)
	}
	b, err := h.bearer(c, v)
	if err != nil {
		return nil, err
	}
	if r.Purpose == otp.Proof {
		r.UserID = b.User.ID
		return h.codes.Start(ctx, r)
	}
	change := auth.Update{Phone: r.Phone, Channel: r.Channel, Discreet: true, Flow: r.Flow}
	_, sent, err := h.auth.StartPhoneChange(ctx, b.User, change, r.Face, r.Device)
	return sent, err
}

// embeddingSite is the host of the site that shows the flow in a frame; "" for none.
// It comes from the app's registration (C8).
func (h *codeSender) embeddingSite(f *flow) (string, error) {
	if f.Request.Display != embed {
		return "", nil
	}
	plan, err := h.planReturn(f.Request)
	if err != nil {
		return "", err
	}
	return plan.EmbeddedIn(), nil
}

// switchChannel sends the flow's code by the other channel and notes the result in
// the flow.
func (h *codeSender) switchChannel(c echo.Context, v *visitor, f *flow) error {
	if err := h.count(c); err != nil {
		return err
	}
	now := h.now()
	if err := v.Browser.MayAsk(f.Phone, now); err != nil {
		return err
	}
	sent, err := h.codes.SwitchChannel(c.Request().Context(), f.Challenge)
	if err != nil {
		return h.orRepeated(c, f, err)
	}
	v.Browser = v.Browser.With(f.Phone, now)
	f.noteSent(sent)
	return nil
}
