package pages

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/auth/refusal"
	"phonelogin/views"
)

// authorizationRequest is how an app asked to get its answer: parameters of /login and of
// /auth/v1/authorize. They are checked again at each step: what an app may ask
// for can change while someone signs in.
type authorizationRequest struct {
	ClientID            string `json:"client_id,omitempty"`
	RedirectTo          string `json:"redirect_to,omitempty"`
	CodeChallenge       string `json:"code_challenge,omitempty"`
	CodeChallengeMethod string `json:"code_challenge_method,omitempty"`
	State               string `json:"state,omitempty"`
	UILocales           string `json:"ui_locales,omitempty"`    // the languages of the person, as the app knows them
	Display             string `json:"display,omitempty"`       // embed where a site shows the pages in a frame
	ResponseMode        string `json:"response_mode,omitempty"` // webMessage where a window of the app waits
	Next                string `json:"next,omitempty"`          // page of the account to end at where no app wants an answer
}

// maxParameter bounds each parameter, in bytes: they are kept while someone signs in.
const maxParameter = 2048

// readAuthorizationRequest reads the parameters. One that comes twice means different things
// to different readers, so it is refused.
func readAuthorizationRequest(q url.Values) (authorizationRequest, error) {
	r := authorizationRequest{}
	for name, field := range map[string]*string{
		"client_id": &r.ClientID, "redirect_to": &r.RedirectTo, "code_challenge": &r.CodeChallenge,
		"code_challenge_method": &r.CodeChallengeMethod, "state": &r.State, "ui_locales": &r.UILocales,
		"display": &r.Display, "response_mode": &r.ResponseMode, "next": &r.Next,
	} {
		values := q[name]
		if len(values) > 1 {
			return r, &refusal.Refusal{Reason: refusal.BadRedirect, Detail: name + " comes twice"}
		}
		if len(values) == 1 {
			*field = values[0]
		}
		if !utf8.ValidString(*field) {
			return r, &refusal.Refusal{Reason: refusal.BadRedirect, Detail: name + " is not UTF-8"}
		}
		if len(*field) > maxParameter {
			return r, &refusal.Refusal{Reason: refusal.BadRedirect, Detail: name + " is too long"}
		}
	}
	if r.Display != embed {
		r.Display = "" // OpenID Connect knows others, which are hints
	}
	if r.ResponseMode != webMessage {
		r.ResponseMode = "" // the answer comes by redirect, as the others want it
	}
	r.Next = accountPageOf(r.Next)
	return r, nil
}

// wantsAnswer reports whether an app wants an answer; without one, a login ends at
// the account page.
func (r authorizationRequest) wantsAnswer() bool {
	return r != authorizationRequest{UILocales: r.UILocales, Next: r.Next}
}

// query is the same parameters again.
func (r authorizationRequest) query() url.Values {
	q := url.Values{}
	for name, value := range map[string]string{
		"client_id": r.ClientID, "redirect_to": r.RedirectTo, "code_challenge": r.CodeChallenge,
		"code_challenge_method": r.CodeChallengeMethod, "state": r.State, "ui_locales": r.UILocales,
		"display": r.Display, "response_mode": r.ResponseMode, "next": r.Next,
	} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return q
}

func (h *base) planReturn(r authorizationRequest) (*auth.Return, error) {
	plan, err := h.auth.PlanReturn(r.ClientID, r.RedirectTo, r.CodeChallenge, r.CodeChallengeMethod, r.State)
	if err == nil && r.Display == embed {
		err = plan.Embed()
	}
	if err == nil && r.ResponseMode == webMessage {
		err = plan.Post()
	}
	return plan, err
}

// finishLogin sends someone who is signed in back to the app that asked, or to their
// account.
func (h *LoginPages) finishLogin(c echo.Context, v *visitor, b *auth.Bearer, r authorizationRequest) error {
	if !r.wantsAnswer() {
		return redirect(c, v, cmp.Or(r.Next, "/account"))
	}
	plan, err := h.planReturn(r)
	if err != nil {
		return err
	}
	answer, err := h.appAnswer(c, b, plan)
	if err != nil {
		return err
	}
	if plan.State != "" {
		answer.Set("state", plan.State)
	}
	if err := v.save(c); err != nil {
		return err
	}
	if plan.PostTo() != "" {
		return h.postToApp(c, v, plan, answer)
	}
	target, err := answerURL(plan, answer)
	if err != nil {
		return err
	}
	return h.redirectToApp(c, v, plan.App, target)
}

// appAnswer is what the app gets: a code to exchange, or the tokens themselves, as
// supabase-js reads them. Those only for apps that opted in: what is in an
// address can leak.
func (h *LoginPages) appAnswer(c echo.Context, b *auth.Bearer, plan *auth.Return) (url.Values, error) {
	if plan.Challenge != "" {
		code, err := h.auth.NewAuthCode(c.Request().Context(), b, plan)
		return url.Values{"code": {code}}, err
	}
	grant, err := h.auth.OpenFor(c.Request().Context(), b, plan.App)
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

// answerURL is the app's URL with its answer: a code in the query, tokens in the
// fragment, which browsers keep to themselves.
func answerURL(plan *auth.Return, answer url.Values) (string, error) {
	if plan.Challenge == "" {
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

// redirectToApp sends the browser to an app. 303, so that what was posted is not posted
// there; no referrer, so that the app's neighbours do not learn of the code
// (proves C20). The body has the link for browsers that do not follow.
func (h *LoginPages) redirectToApp(c echo.Context, v *visitor, app *auth.App, target string) error {
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

// redirect sends the browser to another page of ours.
func redirect(c echo.Context, v *visitor, path string) error {
	if err := v.save(c); err != nil {
		return err
	}
	if u, err := url.Parse(path); err == nil && isWebMessage(u) {
		c.Response().Header().Del(openerPolicy) // a redirect cuts the tie as a page does
	}
	return c.Redirect(http.StatusSeeOther, path)
}

// RedirectTo answers a GET of an address that only takes forms.
func RedirectTo(path string) echo.HandlerFunc {
	return func(c echo.Context) error {
		if q := c.QueryString(); q != "" {
			return c.Redirect(http.StatusSeeOther, path+"?"+q)
		}
		return c.Redirect(http.StatusSeeOther, path)
	}
}

// formTarget is where a form may lead in the end, for the page's
// Content-Security-Policy: browsers apply form-action to redirects too.
func formTarget(target string) string {
	u, err := url.Parse(target)
	if err != nil || u.Scheme == "" || strings.ContainsAny(target, "; ,\r\n\t") {
		return ""
	}
	if u.Scheme == "http" || u.Scheme == "https" {
		return u.Scheme + "://" + u.Host
	}
	return u.Scheme + ":"
}
