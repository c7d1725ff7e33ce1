package handlers

import (
	"cmp"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/auth/limits"
	"phonelogin/views"
)

// proofLife is how long the proof of the current number counts: long enough to
// type the new one and wait for its code, twice.
const proofLife = 15 * time.Minute

// changePath is where a change of number begins.
const changePath = "/account/phone"

// proven reports whether the current number was proved lately (proves H1).
func (b *browser) proven(now time.Time) bool { return limits.Within(b.ProvenAt, proofLife, now) }

// showProof begins a change of number.
func (h *Handlers) showProof(c echo.Context) error {
	v, b, err := h.signedIn(c)
	if err != nil || b == nil {
		return err
	}
	return h.proofPage(c, v, b, views.Problem{}, http.StatusOK)
}

func (h *Handlers) proofPage(c echo.Context, v *visit, b *auth.Bearer, problem views.Problem, status int) error {
	if err := v.remember(c); err != nil {
		return err
	}
	return h.render(c, status, views.Proof(views.ProofProps{
		Page:   h.page(c, v, h.auth.Apps().Default(), "proof.title"),
		Number: auth.Phone(b.User.Phone).Masked(), Action: changePath,
		Options: h.options(c, auth.SMS), Problem: problem,
	}))
}

// startProof sends a code to the current number.
func (h *Handlers) startProof(c echo.Context) error {
	v, b, err := h.signedIn(c)
	if err != nil || b == nil {
		return err
	}
	f := &flow{Purpose: string(auth.Proof), Phone: string(b.User.Phone)}
	err = h.checkForm(c, v)
	if err == nil {
		err = h.send(c, v, f, channel(c.Request().PostForm.Get("channel")))
	}
	if err != nil {
		problem, status, err := h.phoneProblem(c, err)
		if err != nil {
			return err
		}
		return h.proofPage(c, v, b, problem, status)
	}
	return h.moveOn(c, v, h.at(c, "/login/code", v.begin(f)))
}

// enterProof lets whoever has the current number name a new one.
func (h *Handlers) enterProof(c echo.Context, v *visit, f *flow, a auth.Attempt) error {
	b, err := h.whoIs(c, v)
	if err != nil {
		return err
	}
	a.UserID = b.User.ID
	if err := h.auth.Prove(c.Request().Context(), a); err != nil {
		return err
	}
	v.ProvenAt = h.auth.Now()
	v.Sends, v.Numbers = 0, nil
	f.entered("", v.ProvenAt)
	return h.moveOn(c, v, f.proofLeads())
}

// proofLeads is the page that a proof was asked for.
func (f *flow) proofLeads() string { return cmp.Or(f.Next, changePath+"/new") }

// showNewPhone asks for the new number.
func (h *Handlers) showNewPhone(c echo.Context) error {
	v, b, err := h.signedIn(c)
	if err != nil || b == nil {
		return err
	}
	if !v.proven(h.auth.Now()) {
		return h.moveOn(c, v, changePath)
	}
	typed, country := "", h.presetCountry(c, v)
	if f := v.find(c.QueryParam("flow")); f != nil {
		typed, country = f.Typed, f.Country
	}
	return h.newPhonePage(c, v, typed, country, views.Problem{}, http.StatusOK)
}

func (h *Handlers) newPhonePage(c echo.Context, v *visit, typed, country string, problem views.Problem, status int) error {
	if err := v.remember(c); err != nil {
		return err
	}
	p := views.PhoneProps{
		Page:    h.page(c, v, h.auth.Apps().Default(), "new_phone.title"),
		Heading: h.text(c).T("new_phone.heading"), Lead: h.text(c).T("new_phone.lead"), Action: "/account/phone/new",
		Countries: h.countries(c), Examples: h.examples.URL(), Phone: cutTyped(typed), Button: h.text(c).T("phone.button"),
		Options: h.options(c, auth.SMS), Problem: problem, Focus: problem.Text == "", Cancel: "/account",
	}
	choose(&p, country)
	return h.render(c, status, views.Phone(p))
}

// submitNewPhone sends a code to the new number.
func (h *Handlers) submitNewPhone(c echo.Context) error {
	v, b, err := h.signedIn(c)
	if err != nil || b == nil {
		return err
	}
	if !v.proven(h.auth.Now()) {
		return h.moveOn(c, v, changePath)
	}
	f, err := h.startChange(c, v)
	if err != nil {
		problem, status, err := h.phoneProblem(c, err)
		if err != nil {
			return err
		}
		typed, country := h.typedNumber(c)
		return h.newPhonePage(c, v, typed, country, problem, status)
	}
	return h.moveOn(c, v, h.at(c, "/login/code", v.begin(f)))
}

func (h *Handlers) startChange(c echo.Context, v *visit) (*flow, error) {
	if err := h.checkForm(c, v); err != nil {
		return nil, err
	}
	typed, country := h.typedNumber(c)
	phone, err := auth.ParseTypedPhone(typed, country)
	if err != nil {
		return nil, err
	}
	f := &flow{Purpose: string(auth.PhoneChange), Phone: string(phone), Typed: typed, Country: country}
	return f, h.send(c, v, f, channel(c.Request().PostForm.Get("channel")))
}

// enterChange gives the number to who is signed in here (proves H2) and ends
// their other sessions: whoever holds one may be why the number was changed.
func (h *Handlers) enterChange(c echo.Context, v *visit, f *flow, a auth.Attempt) error {
	b, err := h.changeNumber(c, v, a)
	if err != nil {
		return err
	}
	if b.Session.ID != v.Session {
		ended, err := h.auth.SignOut(c.Request().Context(), b.User.ID, b.Session.ID, auth.Others)
		if err != nil {
			return err
		}
		// This browser's own session was replaced, not ended.
		v.Ended, v.ProvenAt = max(0, ended-1), time.Time{}
	}
	if err := h.welcome(c, v, f, b); err != nil {
		return err
	}
	return h.moveOn(c, v, changePath+"/done")
}

// changeNumber lets a right code take effect. The change itself ended the session
// under which the same code comes again.
func (h *Handlers) changeNumber(c echo.Context, v *visit, a auth.Attempt) (*auth.Bearer, error) {
	before, err := h.whoIs(c, v)
	if isRefusal(err) {
		b, again := h.auth.Repeat(c.Request().Context(), a)
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

// showChanged says that the number is changed.
func (h *Handlers) showChanged(c echo.Context) error {
	v, b, err := h.signedIn(c)
	if err != nil || b == nil {
		return err
	}
	all, err := h.auth.Sessions(c.Request().Context(), b.User.ID)
	if err != nil {
		return err
	}
	if err := v.remember(c); err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.Changed(views.ChangedProps{
		Page:   h.page(c, v, h.auth.Apps().Default(), "changed.title"),
		Number: auth.Phone(b.User.Phone).Pretty(), Ended: v.Ended, Others: len(all) - 1,
	}))
}

// showRevert is behind the link in the notice to the old number. Looking changes
// nothing: mail and message scanners open links too.
func (h *Handlers) showRevert(c echo.Context) error {
	v, err := h.visit(c)
	if err != nil {
		return err
	}
	change, err := h.auth.ChangeBy(c.Request().Context(), c.Param("secret"))
	if err != nil {
		return err
	}
	if err := v.remember(c); err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.Revert(views.RevertProps{
		Page: h.page(c, v, h.auth.Apps().Default(), "revert.title"),
		Old:  change.Old.Masked(), New: change.New.Masked(), At: change.At.UTC(), Action: c.Request().URL.Path,
	}))
}

// submitRevert gives the old number back.
func (h *Handlers) submitRevert(c echo.Context) error {
	v, err := h.visit(c)
	if err != nil {
		return err
	}
	if err := h.checkForm(c, v); err != nil {
		return err
	}
	change, err := h.auth.Revert(c.Request().Context(), c.Param("secret"))
	if err != nil {
		return err
	}
	if err := v.remember(c); err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.Revert(views.RevertProps{
		Page: h.page(c, v, h.auth.Apps().Default(), "revert.title"),
		Old:  change.Old.Masked(), New: change.New.Masked(), At: change.At.UTC(), Done: true,
	}))
}
