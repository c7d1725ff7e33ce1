package pages

import (
	"net/url"
	"unicode/utf8"

	"phonelogin/auth/refusal"
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
