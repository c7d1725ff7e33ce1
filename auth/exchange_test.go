package auth_test

import (
	"crypto/sha256"
	"encoding/base64"
	"testing"
	"time"

	"phonelogin/auth/apps"
	"phonelogin/auth/refusal"
	"phonelogin/auth/sessions"
)

const verifier = "a-verifier-of-at-least-forty-three-characters-long"

func codeChallengeOf(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// authCode signs a number in and makes a code for the default app.
func (a *app) authCode() string {
	a.t.Helper()
	g := a.signIn(ada)
	plan, err := a.Apps.PlanReturn(apps.ReturnRequest{CodeChallenge: codeChallengeOf(verifier), CodeChallengeMethod: "s256", State: "xyz"})
	if err != nil {
		a.t.Fatal(err)
	}
	code, err := a.NewAuthCode(a.t.Context(), &sessions.Bearer{User: g.User, Session: g.Session}, plan)
	if err != nil {
		a.t.Fatal(err)
	}
	return code
}

func (a *app) exchange(code, verifier string) (*sessions.Grant, error) {
	return a.ExchangeCode(a.t.Context(), code, verifier)
}

func TestACodeIsExchangedOnce(t *testing.T) {
	each(t, func(a *app) {
		code := a.authCode()
		g, err := a.exchange(code, verifier)
		if err != nil || g.User.Phone != ada {
			a.t.Fatalf("got %+v, %v, want a session", g, err)
		}
		_, err = a.exchange(code, verifier)
		a.refused(err, refusal.UnknownAuthCode)
		// One of the two was not the app: the session of the first is over.
		_, err = a.Authenticate(a.t.Context(), g.AccessToken)
		a.refused(err, refusal.NoSession)
	})
}

func TestAWrongVerifierBurnsTheCode(t *testing.T) {
	each(t, func(a *app) {
		code := a.authCode()
		_, err := a.exchange(code, "another")
		a.refused(err, refusal.BadVerifier)
		_, err = a.exchange(code, verifier)
		a.refused(err, refusal.UnknownAuthCode)
	})
}

func TestACodeOfALoginExpires(t *testing.T) {
	each(t, func(a *app) {
		code := a.authCode()
		a.clock.advance(time.Minute)
		_, err := a.exchange(code, verifier)
		a.refused(err, refusal.AuthCodeExpired)
		_, err = a.exchange("no such code", verifier)
		a.refused(err, refusal.UnknownAuthCode)
	})
}
