package handlers

import (
	"cmp"
	"crypto/subtle"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/auth/refusal"
	"phonelogin/views"
)

// showStart sends visitors on: there is nothing to see at the root.
func (h *Handlers) showStart(c echo.Context) error { return c.Redirect(http.StatusFound, "/account") }

// login is a request for a number: what the app wants, or the flow that a
// person came back from.
type login struct {
	returning
	app    *auth.App
	target string // where it leads in the end; "" for the account page
	framer string // the site that shows it in a frame; "" for none
	flow   *flow  // nil at first
}

// readLogin reads the address of the phone page and refuses what an app may not
// ask for, before anyone types anything.
func (h *Handlers) readLogin(c echo.Context, v *visit) (*login, error) {
	q := c.QueryParams()
	l := &login{app: h.auth.Apps().Default(), flow: v.find(q.Get("flow"))}
	if err := h.readOrigin(c, l); err != nil {
		return nil, err
	}
	if !l.wanted() {
		return l, nil
	}
	plan, err := h.planReturn(l.returning)
	if err != nil {
		return nil, err
	}
	l.app, l.target, l.framer = plan.App, plan.Target, plan.Framer()
	return l, nil
}

// readOrigin reads how the app wants its answer: from the flow, from the ticket of
// one that this browser no longer holds, or from the app's own parameters.
func (h *Handlers) readOrigin(c echo.Context, l *login) (err error) {
	if l.flow != nil {
		l.returning = l.flow.Return
		return nil
	}
	known := false
	if l.returning, known = h.ticket(c); known {
		return nil
	}
	l.returning, err = readReturn(c.QueryParams())
	return err
}

// path is the address of a page for this login.
func (h *Handlers) path(c echo.Context, l *login, page string) string {
	if l.flow != nil {
		return h.at(c, page, l.flow)
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

// showLogin asks for a number, or offers to go on as who is signed in.
func (h *Handlers) showLogin(c echo.Context) error {
	v, err := h.visit(c)
	if err != nil {
		return err
	}
	l, err := h.readLogin(c, v)
	if err != nil {
		return err
	}
	if l.flow == nil && c.QueryParam("other") == "" {
		b, err := h.whoIs(c, v)
		if err == nil {
			return h.offerContinue(c, v, l, b)
		}
		if !isRefusal(err) {
			return err
		}
	}
	p := h.phoneProps(c, v, l)
	p.Focus, p.Notice = true, h.notice(c)
	choose(&p, h.presetCountry(c, v))
	if hint := hintedNumber(c); hint != "" {
		p.Phone = hint.Pretty()
		p.Hinted = p.Phone
	}
	if l.flow != nil {
		p.Phone = l.flow.Typed
		if p.Hinted = ""; l.flow.Hinted {
			p.Hinted = l.flow.Typed
		}
		choose(&p, l.flow.Country)
	}
	if err := v.remember(c); err != nil {
		return err
	}
	allow(c, permits{target: l.target, captcha: h.captchaSources(), framer: l.framer})
	return h.render(c, http.StatusOK, views.Phone(p))
}

func (h *Handlers) phoneProps(c echo.Context, v *visit, l *login) views.PhoneProps {
	return views.PhoneProps{
		Page: h.page(c, v, l.app, "phone.title"), Heading: h.text(c).T("phone.heading"),
		Lead: h.text(c).T("phone.lead", "app", l.app.Name), Action: h.path(c, l, "/login"),
		Countries: h.countries(c), Examples: h.examples.URL(), Button: h.text(c).T("phone.button"), Options: h.options(c, auth.SMS),
		Captcha: h.captcha(),
	}
}

// options are the channels other than the one in use.
func (h *Handlers) options(c echo.Context, used auth.Channel) []views.Option {
	var others []views.Option
	for _, ch := range h.auth.Messenger().Channels() {
		if ch != used {
			others = append(others, views.Option{Channel: string(ch), Label: h.text(c).T("channel." + string(ch))})
		}
	}
	return others
}

// submitPhone sends a code to the number that was typed.
func (h *Handlers) submitPhone(c echo.Context) error {
	v, err := h.visit(c)
	if err != nil {
		return err
	}
	l, err := h.readLogin(c, v)
	if err != nil {
		return err
	}
	formErr := h.checkForm(c, v)
	typed, country := h.typedNumber(c)
	if errors.Is(formErr, errStaleForm) {
		return h.askAgain(c, v, l, typed, country, formErr)
	}
	if formErr != nil {
		return formErr
	}
	phone, err := auth.ParseTypedPhone(typed, country)
	if err != nil {
		return h.askAgain(c, v, l, typed, country, err)
	}
	if own := phone.Country(); h.offered(own) {
		country = own // typed with its code: whatever the control said (P4)
	}
	f := &flow{
		Purpose: string(auth.Login), Return: l.returning, Phone: string(phone), Typed: typed, Country: country,
		Hinted: typed != "" && typed == c.Request().PostForm.Get("hinted"),
	}
	if err := h.send(c, v, f, channel(c.Request().PostForm.Get("channel"))); err != nil {
		return h.askAgain(c, v, l, typed, country, err)
	}
	v.Country = country
	if l.flow != nil {
		v.end(l.flow)
	}
	return h.moveOn(c, v, h.at(c, "/login/code", v.begin(f)))
}

// askAgain shows the phone page with what was typed and what is wrong with it.
func (h *Handlers) askAgain(c echo.Context, v *visit, l *login, typed, country string, cause error) error {
	problem, status, err := h.phoneProblem(c, cause)
	if err != nil {
		return err
	}
	p := h.phoneProps(c, v, l)
	p.Phone, p.Problem, p.Hinted = cutTyped(typed), problem, cutTyped(c.Request().PostForm.Get("hinted"))
	choose(&p, country)
	if err := v.remember(c); err != nil {
		return err
	}
	allow(c, permits{target: l.target, captcha: h.captchaSources(), framer: l.framer})
	return h.render(c, status, views.Phone(p))
}

// mostTyped is the length of the field: links to a number are longer than one.
const mostTyped = 256

// cutTyped keeps a page from growing with what was sent.
func cutTyped(s string) string {
	r := []rune(s)
	return string(r[:min(len(r), mostTyped)])
}

// continueLogin goes on as who is signed in.
func (h *Handlers) continueLogin(c echo.Context) error {
	v, err := h.visit(c)
	if err != nil {
		return err
	}
	l, err := h.readLogin(c, v)
	if err != nil {
		return err
	}
	if err := h.checkForm(c, v); err != nil {
		return err
	}
	b, err := h.whoIs(c, v)
	if isRefusal(err) {
		return h.moveOn(c, v, loginAgain(l.returning, goneSession))
	}
	if err != nil {
		return err
	}
	return h.finish(c, v, b, l.returning)
}

func (h *Handlers) offerContinue(c echo.Context, v *visit, l *login, b *auth.Bearer) error {
	if !l.wanted() {
		return h.moveOn(c, v, cmp.Or(l.Next, "/account"))
	}
	if err := v.remember(c); err != nil {
		return err
	}
	allow(c, permits{target: l.target}) // in a frame nobody is signed in
	q := l.query()
	q.Set("other", "1")
	return h.render(c, http.StatusOK, views.Continue(views.ContinueProps{
		Page:   h.page(c, v, l.app, "continue.title"),
		Number: auth.Phone(b.User.Phone).Masked(), Action: h.path(c, l, "/login/continue"), Other: "/login?" + q.Encode(),
	}))
}

// whoIs tells who is signed in on this browser. Refuses with NoSession or
// UserBanned.
func (h *Handlers) whoIs(c echo.Context, v *visit) (*auth.Bearer, error) {
	if v.Session == "" {
		return nil, &refusal.Refusal{Reason: refusal.NoSession}
	}
	return h.auth.SessionHolder(c.Request().Context(), v.Session)
}

func isRefusal(err error) bool {
	var r *refusal.Refusal
	return errors.As(err, &r)
}

// sameText compares in constant time.
func sameText(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
