package pages

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/auth/otp"
	"phonelogin/auth/sessions"
	"phonelogin/handlers/request"
	"phonelogin/views"
)

// ShowProof is the first page of a change of number. It offers to send a code to the
// current number.
func (h *AccountPages) ShowProof(c echo.Context, v *visitor, b *sessions.Bearer) error {
	return h.proofPage(c, v, b, views.Problem{}, http.StatusOK)
}

func (h *AccountPages) proofPage(c echo.Context, v *visitor, b *sessions.Bearer, problem views.Problem, status int) error {
	if err := v.save(c); err != nil {
		return err
	}
	return Render(c, status, views.Proof(views.ProofProps{
		Page:   h.pageProps(c, v, h.apps.Default(), "proof.title"),
		Number: b.User.Phone.Masked(), Action: ChangePath,
		Options: h.channelOptions(c, auth.SMS), Problem: problem,
	}))
}

// ShowProofProblem shows the page again with what is wrong.
func (h *AccountPages) ShowProofProblem(c echo.Context, v *visitor, b *sessions.Bearer, cause error) error {
	problem, status, err := phoneProblem(c, cause)
	if err != nil {
		return err
	}
	return h.proofPage(c, v, b, problem, status)
}

// StartProof sends a code to the current number.
func (h *AccountPages) StartProof(c echo.Context, v *visitor, b *sessions.Bearer) error {
	f := &flow{Purpose: otp.Proof, Phone: b.User.Phone}
	if err := h.sender.sendCode(c, v, f, request.Channel(c.Request().PostForm.Get("channel"))); err != nil {
		return h.ShowProofProblem(c, v, b, err)
	}
	return redirect(c, v, h.tickets.flowURL(c, "/login/code", v.addFlow(f)))
}

// ShowNewPhone asks for the new number.
func (h *AccountPages) ShowNewPhone(c echo.Context, v *visitor, _ *sessions.Bearer) error {
	typed, country := "", h.countries.preset(c, v.Country)
	if f := v.findFlow(c.QueryParam("flow")); f != nil {
		typed, country = f.Typed, f.Country
	}
	return h.newPhonePage(c, v, typed, country, views.Problem{}, http.StatusOK)
}

func (h *AccountPages) newPhonePage(c echo.Context, v *visitor, typed, country string, problem views.Problem, status int) error {
	if err := v.save(c); err != nil {
		return err
	}
	p := views.PhoneProps{
		Page:    h.pageProps(c, v, h.apps.Default(), "new_phone.title"),
		Heading: text(c).T("new_phone.heading"), Lead: text(c).T("new_phone.lead"), Action: "/account/phone/new",
		Countries: h.countries.list(c), Examples: h.countries.examples.URL(), Phone: truncateTyped(typed), Button: text(c).T("phone.button"),
		Options: h.channelOptions(c, auth.SMS), Problem: problem, Focus: problem.Text == "", Cancel: "/account",
	}
	setCountry(&p, country)
	return Render(c, status, views.Phone(p))
}

// ShowNewPhoneProblem shows the page again with what was typed and what is wrong
// with it.
func (h *AccountPages) ShowNewPhoneProblem(c echo.Context, v *visitor, _ *sessions.Bearer, cause error) error {
	problem, status, err := phoneProblem(c, cause)
	if err != nil {
		return err
	}
	typed, country := h.countries.typed(c)
	return h.newPhonePage(c, v, typed, country, problem, status)
}

// SubmitNewPhone sends a code to the new number.
func (h *AccountPages) SubmitNewPhone(c echo.Context, v *visitor, b *sessions.Bearer) error {
	f, err := h.startChange(c, v)
	if err != nil {
		return h.ShowNewPhoneProblem(c, v, b, err)
	}
	return redirect(c, v, h.tickets.flowURL(c, "/login/code", v.addFlow(f)))
}

func (h *AccountPages) startChange(c echo.Context, v *visitor) (*flow, error) {
	typed, country := h.countries.typed(c)
	phone, err := auth.ParseTypedPhone(typed, country)
	if err != nil {
		return nil, err
	}
	f := &flow{Purpose: otp.PhoneChange, Phone: phone, Typed: typed, Country: country}
	return f, h.sender.sendCode(c, v, f, request.Channel(c.Request().PostForm.Get("channel")))
}

// ShowChanged is the page after a change of number.
func (h *AccountPages) ShowChanged(c echo.Context, v *visitor, b *sessions.Bearer) error {
	all, err := h.sessions.ListOpen(c.Request().Context(), b.User.ID)
	if err != nil {
		return err
	}
	if err := v.save(c); err != nil {
		return err
	}
	return Render(c, http.StatusOK, views.Changed(views.ChangedProps{
		Page:   h.pageProps(c, v, h.apps.Default(), "changed.title"),
		Number: b.User.Phone.Pretty(), Ended: v.EndedSessions, Others: len(all) - 1,
	}))
}

// ShowRevert shows a change that can be taken back. The notice to the old number
// links to it. Opening the page changes nothing, because scanners of mail and
// messages open links too.
func (h *AccountPages) ShowRevert(c echo.Context, v *visitor) error {
	change, err := h.auth.FindPhoneChange(c.Request().Context(), c.Param("secret"))
	if err != nil {
		return err
	}
	return h.renderRevert(c, v, change, views.RevertProps{Action: c.Request().URL.Path})
}

// SubmitRevert gives the old number back.
func (h *AccountPages) SubmitRevert(c echo.Context, v *visitor) error {
	change, err := h.auth.RevertPhoneChange(c.Request().Context(), c.Param("secret"))
	if err != nil {
		return err
	}
	return h.renderRevert(c, v, change, views.RevertProps{Done: true})
}

// renderRevert shows a change before or after it was taken back.
func (h *AccountPages) renderRevert(c echo.Context, v *visitor, change *auth.RevertibleChange, p views.RevertProps) error {
	if err := v.save(c); err != nil {
		return err
	}
	p.Page = h.pageProps(c, v, h.apps.Default(), "revert.title")
	p.Old, p.New, p.At = change.Old.Masked(), change.New.Masked(), change.At.UTC()
	return Render(c, http.StatusOK, views.Revert(p))
}
