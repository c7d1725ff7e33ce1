package auth_test

import (
	"testing"
	"time"

	"phonelogin/auth/client"
	"phonelogin/auth/refusal"
	"phonelogin/auth/sessions"
)

func (a *app) refresh(token string) (*sessions.Grant, error) {
	return a.Refresh(client.With(a.t.Context(), client.Client{IP: "203.0.113.9", UserAgent: "test"}), token)
}

func (a *app) mustRefresh(token string) *sessions.Grant {
	a.t.Helper()
	g, err := a.refresh(token)
	if err != nil {
		a.t.Fatalf("refresh: %v", err)
	}
	return g
}

// proves S33
func TestAReusedRefreshTokenEndsItsFamily(t *testing.T) {
	each(t, func(a *app) {
		first := a.signIn(ada)
		second := a.mustRefresh(first.RefreshToken)
		if again := a.mustRefresh(first.RefreshToken); again.RefreshToken != second.RefreshToken {
			a.t.Error("the parent of the newest token does not yield the newest again")
		}
		third := a.mustRefresh(second.RefreshToken)
		a.clock.advance(11 * time.Second)
		_, err := a.refresh(first.RefreshToken)
		a.refused(err, refusal.RefreshReused)
		for name, token := range map[string]string{"newest": third.RefreshToken, "second": second.RefreshToken} {
			_, err := a.refresh(token)
			if !isRefusal(err) {
				a.t.Errorf("the %s token of a revoked family works: %v", name, err)
			}
		}
		_, err = a.Authenticate(a.t.Context(), third.AccessToken)
		a.refused(err, refusal.NoSession)
	})
}

func TestARefreshNotesWhereItCameFrom(t *testing.T) {
	each(t, func(a *app) {
		g := a.signIn(ada)
		a.clock.advance(time.Minute)
		a.mustRefresh(g.RefreshToken)
		all, err := a.ListOpen(a.t.Context(), g.User.ID)
		if err != nil || len(all) != 1 {
			a.t.Fatalf("got %d sessions, %v, want 1", len(all), err)
		}
		if s := all[0]; s.UserAgent != "test" || s.IP != "203.0.113.9" || s.RefreshedAt == nil || !s.RefreshedAt.Equal(a.clock.Now()) {
			a.t.Errorf("got %q from %q at %v", s.UserAgent, s.IP, s.RefreshedAt)
		}
	})
}

func TestRefreshRefusesWhatIsNotItsToken(t *testing.T) {
	each(t, func(a *app) {
		g := a.signIn(ada)
		for token, want := range map[string]refusal.Reason{
			"":                           refusal.BadRefresh,
			"NOT-VALID":                  refusal.BadRefresh,
			"aaaaaaaaaaaa":               refusal.UnknownRefresh,
			g.RefreshToken[:40]:          refusal.BadRefresh,
			g.RefreshToken + "A":         refusal.BadRefresh,
			"B" + g.RefreshToken[1:]:     refusal.BadRefresh,
			g.RefreshToken[:20] + "AAAA": refusal.BadRefresh,
		} {
			_, err := a.refresh(token)
			a.refused(err, want)
		}
		if _, err := a.SignOut(a.t.Context(), g.User.ID, g.Session.ID, sessions.Local); err != nil {
			a.t.Fatal(err)
		}
		_, err := a.refresh(g.RefreshToken)
		a.refused(err, refusal.UnknownRefresh)
	})
}
