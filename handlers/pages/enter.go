package pages

import (
	"time"

	"github.com/labstack/echo/v4"

	"phonelogin/auth/otp"
	"phonelogin/auth/sessions"
)

// enterCode does what a right code of the flow is for, and tells where that leads.
// It writes no answer.
func (h *LoginPages) enterCode(c echo.Context, v *visitor, f *flow, code string) (destination, error) {
	if err := h.count(c); err != nil {
		return destination{}, err
	}
	a := otp.Attempt{
		Challenge: f.Challenge, Phone: f.Phone, Purpose: f.Purpose, Face: f.face(),
		Code: code, Flow: f.ID, InFrame: f.Request.Display == embed,
	}
	switch a.Purpose {
	case otp.Proof:
		return destination{page: f.afterProof()}, h.enterProof(c, v, f, a)
	case otp.PhoneChange:
		return destination{page: ChangePath + "/done"}, h.enterChange(c, v, f, a)
	}
	b, err := h.enterLogin(c, v, f, a)
	if err != nil {
		return destination{}, err
	}
	return h.destinationOf(c, b, f.Request)
}

// enterLogin lets the bearer of a right code in.
func (h *LoginPages) enterLogin(c echo.Context, v *visitor, f *flow, a otp.Attempt) (*sessions.Bearer, error) {
	b, err := h.auth.Enter(c.Request().Context(), a)
	if err != nil {
		return nil, err
	}
	if a.InFrame {
		return b, h.signInToFrame(c, v, f)
	}
	return b, h.signIn(c, v, f, b)
}

// signIn signs the browser in: the page session gets a new id, and the device is
// known from now on. Whoever was signed in here before is signed out.
func (h *LoginPages) signIn(c echo.Context, v *visitor, f *flow, b *sessions.Bearer) error {
	if v.Session == b.Session.ID {
		return nil // the form came again
	}
	before, err := h.bearer(c, v)
	if err == nil {
		_, err = h.sessions.SignOut(c.Request().Context(), before.User.ID, v.Session, sessions.Local)
	}
	if err != nil && !isRefusal(err) {
		return err
	}
	f.complete(h.store.formToken(v.session), h.now())
	if err := h.store.renew(c.Request().Context(), v.session, v.forRepeat()); err != nil {
		return err
	}
	v.signIn(b.Session.ID)
	return h.devices.remember(c, f.Phone)
}

// enterProof notes that the current number was proved. The account may then be
// changed or deleted.
func (h *LoginPages) enterProof(c echo.Context, v *visitor, f *flow, a otp.Attempt) error {
	b, err := h.bearer(c, v)
	if err != nil {
		return err
	}
	a.UserID = b.User.ID
	if err := h.auth.Prove(c.Request().Context(), a); err != nil {
		return err
	}
	v.ProvenAt = h.now()
	v.Sends, v.Numbers = 0, nil
	f.complete("", v.ProvenAt)
	return nil
}

// enterChange gives the new number to who is signed in here (H2). It ends
// their other sessions, because whoever holds one may be why the number was changed
// (S35).
func (h *LoginPages) enterChange(c echo.Context, v *visitor, f *flow, a otp.Attempt) error {
	b, err := h.changeNumber(c, v, a)
	if err != nil {
		return err
	}
	if b.Session.ID != v.Session {
		ended, err := h.sessions.SignOut(c.Request().Context(), b.User.ID, b.Session.ID, sessions.Others)
		if err != nil {
			return err
		}
		// The session of this browser was replaced, not ended.
		v.EndedSessions, v.ProvenAt = max(0, ended-1), time.Time{}
	}
	return h.signIn(c, v, f, b)
}

// changeNumber changes the number with a right code. The change ends the session of
// this browser. When the same code comes again, EnterAgain knows it.
func (h *LoginPages) changeNumber(c echo.Context, v *visitor, a otp.Attempt) (*sessions.Bearer, error) {
	before, err := h.bearer(c, v)
	if isRefusal(err) {
		b, again := h.auth.EnterAgain(c.Request().Context(), a)
		if isRefusal(again) {
			return nil, err
		}
		return b, again
	}
	if err != nil {
		return nil, err
	}
	a.UserID = before.User.ID
	return h.auth.Enter(c.Request().Context(), a)
}

// signInToFrame signs in to the app alone whose site shows our pages in a frame.
// Enter has ended the session that the code opened: nobody is signed in at our pages
// in a frame, so no frame ever acts for anybody.
func (h *LoginPages) signInToFrame(c echo.Context, v *visitor, f *flow) error {
	if err := h.devices.remember(c, f.Phone); err != nil {
		return err
	}
	f.complete("", h.now())
	v.signIn("") // nobody, but the limits begin anew
	return nil
}
