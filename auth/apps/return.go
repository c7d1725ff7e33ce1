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

// PlanReturn checks an app's request for an answer. Refuses with UnknownApp,
// BadRedirect or BadCodeChallenge. No caller may answer these with a redirect.
func (a *Apps) PlanReturn(clientID, redirectTo, codeChallenge, method, state string) (*Return, error) {
	app, err := a.Find(clientID)
	if err != nil {
		return nil, err
	}
	target, err := app.Target(redirectTo)
	if err != nil {
		return nil, err
	}
	if err := CheckCodeChallenge(codeChallenge, method); err != nil {
		return nil, err
	}
	switch {
	case codeChallenge == "" && !app.AllowFragment:
		return nil, refusal.Kinded(refusal.BadCodeChallenge, refusal.PKCEMissing)
	case codeChallenge != "" && !strings.EqualFold(method, "s256"):
		// The method "plain" shows the verifier to everybody who sees the request.
		return nil, refusal.Kinded(refusal.BadCodeChallenge, refusal.PKCEMethod)
	}
	return &Return{App: app, Target: target, CodeChallenge: codeChallenge, State: state}, nil
}
