package pages

import (
	"cmp"
	"net/http"

	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/auth/otp"
	"phonelogin/auth/sessions"
	"phonelogin/handlers/request"
	"phonelogin/views"
)

// ShowStart leads to the account: there is nothing to see at the root.
func ShowStart(c echo.Context) error { return c.Redirect(http.StatusFound, "/account") }

// loginURL is the address of a page of this login.
func (h *LoginPages) loginURL(c echo.Context, l *login, page string) string {
	if l.flow != nil {
		return h.tickets.flowURL(c, page, l.flow)
	}
	q := l.query()
	if gone := c.QueryParam("gone"); gone != "" {
		q.Set("gone", gone)
	}
	if len(q) == 0 {
		return page
	}
	return page + "?" + q.Encode()
}

// ShowLogin asks for a number. It offers to go on to who is signed in already.
func (h *LoginPages) ShowLogin(c echo.Context, v *visitor, l *login) error {
	if l.flow == nil && c.QueryParam("other") == "" {
		b, err := h.bearer(c, v)
		if err == nil {
			return h.offerContinue(c, v, l, b)
		}
		if !isRefusal(err) {
			return err
		}
	}
	p := h.phoneProps(c, v, l)
	p.Focus, p.Notice = true, restartNotice(c)
	setCountry(&p, h.countries.preset(c, v.Country))
	if hint := hintedNumber(c); hint != "" {
		p.Phone = hint.Pretty()
		p.Hinted = p.Phone
	}
	if l.flow != nil {
		p.Phone = l.flow.Typed
		if p.Hinted = ""; l.flow.Hinted {
			p.Hinted = l.flow.Typed
		}
		setCountry(&p, l.flow.Country)
	}
	if err := v.save(c); err != nil {
		return err
	}
	setPolicy(c, policyOptions{formTarget: l.target, captcha: h.captcha.sources(), frameAncestor: l.frameAncestor})
	return Render(c, http.StatusOK, views.Phone(p))
}

func (h *LoginPages) phoneProps(c echo.Context, v *visitor, l *login) views.PhoneProps {
	return views.PhoneProps{
		Page: h.pageProps(c, v, l.app, "phone.title"), Heading: text(c).T("phone.heading"),
		Lead: text(c).T("phone.lead", "app", l.app.Name), Action: h.loginURL(c, l, "/login"),
		Countries: h.countries.list(c), Examples: h.countries.examples.URL(), Button: text(c).T("phone.button"), Options: h.channelOptions(c, auth.SMS),
		Captcha: h.captcha.widget(),
	}
}

// SubmitPhone sends a code to the number that was typed.
func (h *LoginPages) SubmitPhone(c echo.Context, v *visitor, l *login) error {
	typed, country := h.countries.typed(c)
	phone, err := auth.ParseTypedPhone(typed, country)
	if err != nil {
		return h.showPhoneProblem(c, v, l, typed, country, err)
	}
	if own := phone.Country(); h.countries.offered(own) {
		country = own // a number with its code decides, whatever the control says (P4)
	}
	f := &flow{
		Purpose: otp.Login, Request: l.authorizationRequest, Phone: phone, Typed: typed, Country: country,
		Hinted: typed != "" && typed == c.Request().PostForm.Get("hinted"),
	}
	if err := h.sender.sendCode(c, v, f, request.Channel(c.Request().PostForm.Get("channel"))); err != nil {
		return h.showPhoneProblem(c, v, l, typed, country, err)
	}
	v.Country = country
	if l.flow != nil {
		v.removeFlow(l.flow)
	}
	return redirect(c, v, h.tickets.flowURL(c, "/login/code", v.addFlow(f)))
}

// ShowPhoneProblem shows the phone page again with what was typed and what is wrong
// with it.
func (h *LoginPages) ShowPhoneProblem(c echo.Context, v *visitor, l *login, cause error) error {
	typed, country := h.countries.typed(c)
	return h.showPhoneProblem(c, v, l, typed, country, cause)
}

func (h *LoginPages) showPhoneProblem(c echo.Context, v *visitor, l *login, typed, country string, cause error) error {
	problem, status, err := phoneProblem(c, cause)
	if err != nil {
		return err
	}
	p := h.phoneProps(c, v, l)
	p.Phone, p.Problem, p.Hinted = truncateTyped(typed), problem, truncateTyped(c.Request().PostForm.Get("hinted"))
	setCountry(&p, country)
	if err := v.save(c); err != nil {
		return err
	}
	setPolicy(c, policyOptions{formTarget: l.target, captcha: h.captcha.sources(), frameAncestor: l.frameAncestor})
	return Render(c, status, views.Phone(p))
}

// ContinueLogin ends the login as who is signed in already.
func (h *LoginPages) ContinueLogin(c echo.Context, v *visitor, l *login) error {
	b, err := h.bearer(c, v)
	if isRefusal(err) {
		return redirect(c, v, restartURL(l.authorizationRequest, goneSession))
	}
	if err != nil {
		return err
	}
	to, err := h.destinationOf(c, b, l.authorizationRequest)
	if err != nil {
		return err
	}
	return h.leadTo(c, v, to)
}

func (h *LoginPages) offerContinue(c echo.Context, v *visitor, l *login, b *sessions.Bearer) error {
	if !l.wantsAnswer() {
		return redirect(c, v, cmp.Or(l.Next, "/account"))
	}
	if err := v.save(c); err != nil {
		return err
	}
	setPolicy(c, policyOptions{formTarget: l.target}) // never in a frame, where nobody is signed in
	q := l.query()
	q.Set("other", "1")
	return Render(c, http.StatusOK, views.Continue(views.ContinueProps{
		Page:   h.pageProps(c, v, l.app, "continue.title"),
		Number: b.User.Phone.Masked(), Action: h.loginURL(c, l, "/login/continue"), Other: "/login?" + q.Encode(),
	}))
}
