package apps

import (
	"net/url"
	"strings"

	"phonelogin/auth/refusal"
)

// Return is how an app gets its answer, as PlanReturn checked it.
type Return struct {
	App           *App
	Target        string // a registered URL of App
	CodeChallenge string // of PKCE, by S256; "" asks for tokens in the fragment
	State         string // given back unchanged

	embeddedIn *url.URL // Target, where its site shows the pages in a frame; else nil
	postTo     string   // the origin whose window gets the answer; "" for a redirect
}

// PlanReturn checks how an app asks for its answer. Refuses with UnknownApp,
// BadRedirect or BadChallenge; none of them may be answered by a redirect.
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
		return nil, refusal.Kinded(refusal.BadChallenge, refusal.PKCEMissing)
	case codeChallenge != "" && !strings.EqualFold(method, "s256"):
		// plain protects from nobody who sees the request.
		return nil, refusal.Kinded(refusal.BadChallenge, refusal.PKCEMethod)
	}
	return &Return{App: app, Target: target, CodeChallenge: codeChallenge, State: state}, nil
}
