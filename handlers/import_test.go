package handlers_test

import (
	"fmt"
	"testing"
	"time"

	"phonelogin/auth/takeover"
	"phonelogin/auth/tokens"
	"phonelogin/models/gotrue"
	"phonelogin/models/modelstest"
)

// imported is the product after it took ten users over.
func imported(t *testing.T, test func(a *app, text func(query string) string)) {
	t.Helper()
	for _, kind := range modelstest.Kinds() {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			owner, address := modelstest.GoTrue(t, 10)
			source, err := gotrue.Open(t.Context(), address, "auth")
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = source.Close() }() // only read
			a := newApp(t, modelstest.URL(t, kind))
			run, err := a.domain.Importer.Begin(t.Context(), takeover.From{Source: source, Batch: 4})
			if err != nil {
				t.Fatal(err)
			}
			err = run.Run(t.Context(), nil, func(takeover.Progress) { a.advance(time.Millisecond) })
			if err != nil {
				t.Fatal(err)
			}
			test(a, func(query string) (text string) {
				if err := owner.QueryRow(query).Scan(&text); err != nil {
					t.Fatal(err)
				}
				return text
			})
		})
	}
}

func (a *app) refreshed(token string) session {
	a.t.Helper()
	var s session
	a.json("POST", "/token?grant_type=refresh_token", `{"refresh_token":"`+token+`"}`).ok().read(&s)
	return s
}

// newestShort finds the refresh token of 12 characters that can be used.
const newestShort = `SELECT token FROM auth.refresh_tokens WHERE NOT revoked AND session_id = md5('session%d')::uuid`

func TestAClientOfTheOtherServerStaysSignedIn(t *testing.T) {
	imported(t, func(a *app, text func(string) string) {
		long, err := tokens.WriteRefresh([]byte(text(`SELECT sha256('key7')`)), tokens.Refresh{
			Session: text(`SELECT md5('session7')::uuid`), Counter: 7,
		})
		if err != nil {
			t.Fatal(err)
		}
		for user, token := range map[int]string{8: text(fmt.Sprintf(newestShort, 8)), 7: long} {
			s := a.refreshed(token)
			if want := text(fmt.Sprintf(`SELECT md5('user%d')::uuid`, user)); s.User.ID != want {
				t.Errorf("got user %s, want %s", s.User.ID, want)
			}
			if said := a.says(s); said != "aal1 otp" {
				t.Errorf("got the claims %s", said)
			}
			a.json("GET", "/user", "", s.bearer()...).ok()
			a.advance(time.Hour)
			a.refreshed(s.RefreshToken)
		}
	})
}

func TestAnAuthenticatorAppOfTheOtherServerGoesOnWorking(t *testing.T) {
	imported(t, func(a *app, text func(string) string) {
		s := a.refreshed(text(fmt.Sprintf(newestShort, 10)))
		f := factor{ID: text(`SELECT id FROM auth.mfa_factors`)}
		f.TOTP.Secret = text(`SELECT secret FROM auth.mfa_factors`)
		var up session
		a.proveFactor(s, f, a.challengeFactor(s, f), a.app6238(f)).ok().read(&up)
		if said := a.says(up); said != "aal2 totp otp" {
			t.Errorf("got the claims %s", said)
		}
	})
}

func TestAPasswordOfTheOtherServerSignsIn(t *testing.T) {
	imported(t, func(a *app, text func(string) string) {
		phone := text(`SELECT phone FROM auth.users WHERE id = md5('user8')::uuid`)
		var s session
		a.withPassword(phone, "correct horse").ok().read(&s)
		if want := text(`SELECT md5('user8')::uuid`); s.User.ID != want {
			t.Errorf("got user %s, want %s", s.User.ID, want)
		}
	})
}
