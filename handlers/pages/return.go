package pages

import (
	"cmp"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"phonelogin/auth/apps"
	"phonelogin/auth/sessions"
	"phonelogin/views"
)

// destination is where a login leads: to a page of ours, or back to the app with its
// answer.
type destination struct {
	page   string       // of ours; "" where the app gets an answer
	plan   *apps.Return // nil for a page of ours
	answer url.Values   // what the app gets
}

// destinationOf tells where a login leads once b is signed in. It makes the app's
// answer and writes nothing. Refuses with UnknownApp, BadRedirect or BadCodeChallenge
// where the app may no longer ask, and as OpenFor does.
func (h *LoginPages) destinationOf(c echo.Context, b *sessions.Bearer, r authorizationRequest) (destination, error) {
	if !r.wantsAnswer() {
		return destination{page: cmp.Or(r.Next, "/account")}, nil
	}
	plan, err := h.planReturn(r)
	if err != nil {
		return destination{}, err
	}
	answer, err := h.appAnswer(c, b, plan)
	if err != nil {
		return destination{}, err
	}
	if plan.State != "" {
		answer.Set("state", plan.State)
	}
	return destination{plan: plan, answer: answer}, nil
}

// leadTo sends the browser to a destination.
func (h *LoginPages) leadTo(c echo.Context, v *visitor, to destination) error {
	if to.plan == nil {
		return redirect(c, v, to.page)
	}
	if err := v.save(c); err != nil {
		return err
	}
	target, err := answerURL(to.plan, to.answer)
	if err != nil {
		return err
	}
	if to.plan.PostTo() != "" {
		return h.postToApp(c, v, to, target)
	}
	return h.redirectToApp(c, v, to.plan.App, target)
}

// appAnswer is what the app gets: a code to exchange, or the tokens as supabase-js
// reads them. Only apps that opted in get tokens, because addresses can leak.
func (h *LoginPages) appAnswer(c echo.Context, b *sessions.Bearer, plan *apps.Return) (url.Values, error) {
	if plan.CodeChallenge != "" {
		code, err := h.sessions.NewAuthCode(c.Request().Context(), b, plan)
		return url.Values{"code": {code}}, err
	}
	grant, err := h.sessions.OpenFor(c.Request().Context(), b, plan.App)
	if err != nil {
		return nil, err
	}
	return url.Values{
		"access_token":  {grant.AccessToken},
		"expires_at":    {strconv.FormatInt(grant.ExpiresAt.Unix(), 10)},
		"expires_in":    {strconv.Itoa(int(grant.ExpiresIn.Seconds()))},
		"refresh_token": {grant.RefreshToken},
		"token_type":    {"bearer"},
	}, nil
}

// answerURL is the app's URL with its answer: a code in the query, or tokens in the
// fragment, which browsers do not send on.
func answerURL(plan *apps.Return, answer url.Values) (string, error) {
	if plan.CodeChallenge == "" {
		return plan.Target + "#" + answer.Encode(), nil
	}
	target, err := url.Parse(plan.Target)
	if err != nil {
		return "", err
	}
	q := target.Query()
	for name := range answer {
		q.Set(name, answer.Get(name))
	}
	target.RawQuery = q.Encode()
	return target.String(), nil
}

// redirectToApp sends the browser to an app. The status is 303, so the browser does
// not post there what was posted here. No referrer is sent, so sites that the app
// includes do not learn the code (C20). The body has a link for browsers that
// do not follow.
func (h *LoginPages) redirectToApp(c echo.Context, v *visitor, app *apps.App, target string) error {
	header := c.Response().Header()
	header.Set("Referrer-Policy", "no-referrer")
	if c.Request().Header.Get("HX-Request") != "" {
		// A script's request cannot go to another origin; the browser can.
		header.Set("HX-Redirect", target)
		return c.NoContent(http.StatusOK)
	}
	header.Set(echo.HeaderLocation, target)
	page := h.pageProps(c, v, app, "done.title")
	return Render(c, http.StatusSeeOther, views.Done(views.DoneProps{Page: page, Target: target}))
}

// postToApp shows a page whose script posts the answer to windows of the app's
// origin and to no others. Its link leads to the app as a redirect would, for
// browsers without a window that waits.
func (h *LoginPages) postToApp(c echo.Context, v *visitor, to destination, target string) error {
	response := map[string]string{}
	for name := range to.answer {
		response[name] = to.answer.Get(name)
	}
	message, err := json.Marshal(map[string]any{"type": "authorization_response", "response": response})
	if err != nil {
		return err
	}
	c.Response().Header().Set("Referrer-Policy", "no-referrer") // as redirectToApp does
	setPolicy(c, policyOptions{frameAncestor: to.plan.Framer()})
	return Render(c, http.StatusOK, views.Done(views.DoneProps{
		Page: h.pageProps(c, v, to.plan.App, "done.title"), Target: target, Message: string(message), Origin: to.plan.PostTo(),
	}))
}
