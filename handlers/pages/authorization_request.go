package pages

import (
	"net/url"
	"unicode/utf8"

	"phonelogin/auth/refusal"
)

// authorizationRequest is what an app asked for: the parameters of /login and of
// /auth/v1/authorize. Each step checks them again, because what an app may ask for
// can change while someone signs in.
type authorizationRequest struct {
	ClientID            string `json:"client_id,omitempty"`
	RedirectTo          string `json:"redirect_to,omitempty"`
	CodeChallenge       string `json:"code_challenge,omitempty"`
	CodeChallengeMethod string `json:"code_challenge_method,omitempty"`
	State               string `json:"state,omitempty"`
	UILocales           string `json:"ui_locales,omitempty"`    // languages of the person, as the app knows them
	Display             string `json:"display,omitempty"`       // embed, where a site shows the pages in a frame
	ResponseMode        string `json:"response_mode,omitempty"` // webMessage, where a window of the app waits
	Next                string `json:"next,omitempty"`          // page of the account that the login leads to; no app wants an answer
}

// parameter is a field of an authorizationRequest with its name in an address.
type parameter struct {
	name  string
	value *string
}

// parameters are the fields of r in the order of a ticket. Another order needs another
// version of tickets.
func (r *authorizationRequest) parameters() []parameter {
	return []parameter{
		{"client_id", &r.ClientID}, {"redirect_to", &r.RedirectTo}, {"code_challenge", &r.CodeChallenge},
		{"code_challenge_method", &r.CodeChallengeMethod}, {"state", &r.State}, {"ui_locales", &r.UILocales},
		{"display", &r.Display}, {"response_mode", &r.ResponseMode}, {"next", &r.Next},
	}
}

// maxParameter bounds each parameter, in bytes. They are stored while someone signs
// in.
const maxParameter = 2048

// readAuthorizationRequest reads the parameters. It refuses, with BadRedirect, one
// that comes twice, because two readers may take different ones; one that is not
// UTF-8; and one that is too long.
func readAuthorizationRequest(q url.Values) (authorizationRequest, error) {
	r := authorizationRequest{}
	for _, p := range r.parameters() {
		name, field := p.name, p.value
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
		r.Display = "" // OpenID Connect has other values, which are hints
	}
	if r.ResponseMode != webMessage {
		r.ResponseMode = "" // in all other modes the answer comes by redirect
	}
	r.Next = accountPageOf(r.Next)
	return r, nil
}

// wantsAnswer reports whether an app wants an answer. Otherwise the login ends at
// the account page.
func (r authorizationRequest) wantsAnswer() bool {
	return r != authorizationRequest{UILocales: r.UILocales, Next: r.Next}
}

// query writes the parameters of r.
func (r authorizationRequest) query() url.Values {
	q := url.Values{}
	for _, p := range r.parameters() {
		if *p.value != "" {
			q.Set(p.name, *p.value)
		}
	}
	return q
}
