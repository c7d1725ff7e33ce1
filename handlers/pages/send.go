package pages

import (
	"errors"
	"time"

	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/auth/limits"
	"phonelogin/auth/refusal"
)

// sendCode asks for a message and notes in the flow when the next may be asked for. A
// form that comes twice sends one message and gets the same answer (proves G13).
func (h *LoginPages) sendCode(c echo.Context, v *visitor, f *flow, ch auth.Channel) error {
	if f.ID == "" {
		h.store.nameFlow(v.session, f)
	}
	return h.orRepeated(c, f, h.countAndSend(c, v, f, ch))
}

// orRepeated tells a form that comes twice from one that is refused.
func (h *LoginPages) orRepeated(c echo.Context, f *flow, err error) error {
	if !mayBeRepeated(err) {
		return err
	}
	r := auth.Request{
		Phone: auth.Phone(f.Phone), Purpose: auth.Purpose(f.Purpose), Face: f.face(), Flow: f.ID,
		Device: h.devices.idFor(c, auth.Phone(f.Phone)),
	}
	if c.QueryParam("gone") == goneFlow {
		r.Flow = "" // the code is on the phone, and the flow that asked for it is lost
	}
	asked, again := h.auth.AskedBefore(c.Request().Context(), r)
	if isRefusal(again) {
		return err
	}
	if again != nil {
		return again
	}
	return h.resumeSent(c, f, asked, err)
}

// mayBeRepeated reports whether a refusal may be that of a form that came twice: the
// number has to wait, or the captcha's answer was used up by the first.
func mayBeRepeated(err error) bool {
	var r *refusal.Refusal
	return errors.As(err, &r) && (r.Reason == refusal.TooSoon || r.Reason == refusal.CaptchaRefused)
}

// doublePress is how soon after a message a second request for it is the same one
// and no impatience.
const doublePress = 5 * time.Second

// resumeSent takes up the code that the flow asked for before. A form that asks for
// a number leads to it even when it comes late, because the code is entered there;
// the page then says when another message may be asked for.
func (h *LoginPages) resumeSent(c echo.Context, f *flow, asked *auth.Asked, cause error) error {
	now := h.auth.Now()
	late := now.Sub(asked.SentAt) >= doublePress
	if f.Challenge != "" && (late || !f.resent(asked.SentAt, now)) {
		return cause
	}
	var r *refusal.Refusal
	if errors.As(cause, &r) && r.RetryAfter > 0 {
		asked.ResendAt = now.Add(r.RetryAfter)
	}
	f.noteSent(asked)
	if p, ok := waitProblem(c, r); ok && late {
		f.Notice = p.Text
	}
	return nil
}

// resent reports whether the newest message was asked for on the code page just
// now: by a request of which the flow knows, or by one that came at the same time.
func (f *flow) resent(newest, now time.Time) bool {
	return newest.After(f.SentAt) || now.Sub(f.ResentAt) < doublePress
}

// countAndSend asks for a message and notes in the flow when the next may be asked for.
func (h *LoginPages) countAndSend(c echo.Context, v *visitor, f *flow, ch auth.Channel) error {
	if err := h.count(c, limits.OTP); err != nil {
		return err
	}
	if auth.Purpose(f.Purpose) == auth.Login && f.Challenge == "" {
		if err := h.captcha.check(c); err != nil {
			return err
		}
	}
	phone, now := auth.Phone(f.Phone), h.auth.Now()
	if err := v.checkSend(phone, now); err != nil {
		return err
	}
	app, err := h.auth.Apps().Find(f.Request.ClientID)
	if err != nil {
		return err
	}
	around, err := h.embeddingSite(f)
	if err != nil {
		return err
	}
	first := f.Challenge == ""
	asked, err := h.requestCode(c, v, f, auth.Request{
		Phone: phone, Channel: ch, Purpose: auth.Purpose(f.Purpose), Face: f.face(), App: app,
		Device: h.devices.idFor(c, phone), EmbeddedIn: around, CreateUser: true, Discreet: true,
		Flow: f.ID,
	})
	var r *refusal.Refusal
	if err != nil && !(errors.As(err, &r) && r.Unsure && asked != nil) {
		return err
	}
	v.countSend(phone, now)
	if asked.Challenge != f.Challenge {
		f.Switched = false
	}
	f.noteSent(asked)
	if first {
		return nil // the message may have been sent, and the code page is where its code is good
	}
	return err
}

// requestCode begins or repeats the flow's challenge; those of the account page are for
// who is signed in.
func (h *LoginPages) requestCode(c echo.Context, v *visitor, f *flow, r auth.Request) (*auth.Asked, error) {
	ctx := c.Request().Context()
	if r.Purpose == auth.Login {
		return h.auth.Start(ctx, r)
	}
	b, err := h.holder(c, v)
	if err != nil {
		return nil, err
	}
	if r.Purpose == auth.Proof {
		r.UserID = b.User.ID
		return h.auth.Start(ctx, r)
	}
	change := auth.Update{Phone: r.Phone, Channel: r.Channel, Discreet: true, Flow: r.Flow}
	_, asked, err := h.auth.StartPhoneChange(ctx, b.User, change, r.Face, r.App, r.Device)
	return asked, err
}

// ResendCode sends the code again, by the channel that was chosen.
func (h *LoginPages) ResendCode(c echo.Context, v *visitor, f *flow) error {
	ch := auth.Channel(c.Request().PostForm.Get("channel"))
	if ch == "" {
		ch = auth.Channel(f.Channel)
	}
	if err := h.sendCode(c, v, f, ch); err != nil {
		return h.ShowResendProblem(c, v, f, err)
	}
	f.ResentAt, f.Notice = f.SentAt, text(c).T("status.sent."+string(ch))
	return redirect(c, v, h.tickets.flowURL(c, "/login/code", f))
}
