package apps

import (
	"net/url"
	"strings"

	"phonelogin/auth/refusal"
)

// Return says how an app gets its answer. PlanReturn checked it.
type Return struct {
	App           *App
	Target        string // a registered URL of App
	CodeChallenge string // of PKCE, by S256; "" asks for tokens in the fragment
	State         string // returned unchanged

	embeddedIn *url.URL // Target, if its site shows the pages in a frame; else nil
	postTo     string   // origin of the window that gets the answer; "" for a redirect
}

// ReturnRequest says how an app wants its answer, unchecked.
type ReturnRequest struct {
	ClientID            string // "" for the default app
	RedirectTo          string // "" for the first registered URL
	CodeChallenge       string // of PKCE; "" asks for tokens in the fragment
	CodeChallengeMethod string
	State               string
}

// PlanReturn checks an app's request for an answer. Refuses with UnknownApp,
// BadRedirect or BadCodeChallenge. No caller may answer these with a redirect.
func (a *Apps) PlanReturn(r ReturnRequest) (*Return, error) {
	app, err := a.Find(r.ClientID)
	if err != nil {
		return nil, err
	}
	target, err := app.Target(r.RedirectTo)
	if err != nil {
		return nil, err
	}
	if err := CheckCodeChallenge(r.CodeChallenge, r.CodeChallengeMethod); err != nil {
		return nil, err
	}
	switch {
	case r.CodeChallenge == "" && !app.AllowFragment:
		return nil, refusal.Kinded(refusal.BadCodeChallenge, refusal.PKCEMissing)
	case r.CodeChallenge != "" && !strings.EqualFold(r.CodeChallengeMethod, "s256"):
		// The method "plain" shows the verifier to everybody who sees the request.
		return nil, refusal.Kinded(refusal.BadCodeChallenge, refusal.PKCEMethod)
	}
	return &Return{App: app, Target: target, CodeChallenge: r.CodeChallenge, State: r.State}, nil
}
