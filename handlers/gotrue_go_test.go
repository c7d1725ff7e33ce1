package handlers_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	gotrue "github.com/supabase-community/gotrue-go"
	"github.com/supabase-community/gotrue-go/types"

	"phonelogin/config"
)

// The Go client of Supabase Auth, unchanged, against this server: all of its
// calls that a phone user, an admin or a health check makes. Four of its calls
// cannot work with any server: VerifyForUser takes a 200 for a failure,
// ChallengeFactor reads Unix seconds as a date, its PKCE grant sends the code
// under a name that nobody reads, and SSO mistakes the path for the method.

// gopher is a person with that client.
type gopher struct {
	*app
	client gotrue.Client
	admin  gotrue.Client
	phone  string
}

func eachGopher(t *testing.T, test func(g *gopher), change ...func(*config.Config)) {
	t.Helper()
	each(t, func(a *app) {
		server := httptest.NewServer(a.handler)
		a.t.Cleanup(server.Close)
		client := gotrue.New("", publishable).WithCustomGoTrueURL(server.URL + "/auth/v1")
		test(&gopher{
			app: a, client: client, phone: a.number(),
			admin: gotrue.New("", secret).WithCustomGoTrueURL(server.URL + "/auth/v1").WithToken(secret),
		})
	}, change...)
}

// signsIn gives the client the token of the gopher's session.
func (g *gopher) signsIn() (refreshToken string) {
	g.t.Helper()
	g.works(g.client.OTP(types.OTPRequest{Phone: g.phone, CreateUser: true}))
	s := g.enter(g.phone, g.code())
	g.client = g.client.WithToken(s.AccessToken)
	return s.RefreshToken
}

func (g *gopher) works(err error) {
	g.t.Helper()
	if err != nil {
		g.t.Fatal(err)
	}
}

// refused checks that the client was told so: its errors quote the answer.
func (g *gopher) isRefused(err error, code string) {
	g.t.Helper()
	if err == nil || !strings.Contains(err.Error(), `"error_code":"`+code+`"`) {
		g.t.Errorf("got %v, want %s", err, code)
	}
}

func TestTheGoClientSignsInRefreshesAndSignsOut(t *testing.T) {
	eachGopher(t, func(g *gopher) {
		refresh := g.signsIn()
		u, err := g.client.GetUser()
		g.works(err)
		if "+"+u.Phone != g.phone || u.PhoneConfirmedAt == nil || len(u.Identities) != 1 {
			g.t.Errorf("got %+v, want the user of %s", u.User, g.phone)
		}
		changed, err := g.client.UpdateUser(types.UpdateUserRequest{Data: map[string]any{"seat": "12A"}})
		g.works(err)
		if changed.UserMetadata["seat"] != "12A" {
			g.t.Errorf("got %v, want seat 12A", changed.UserMetadata)
		}
		s, err := g.client.RefreshToken(refresh)
		g.works(err)
		g.client = g.client.WithToken(s.AccessToken)
		g.works(g.client.Logout())
		_, err = g.client.GetUser()
		g.isRefused(err, "session_not_found")
		_, err = g.client.RefreshToken(s.RefreshToken)
		g.isRefused(err, "refresh_token_not_found")
	})
}

func TestTheGoClientReadsHealthAndSettings(t *testing.T) {
	eachGopher(t, func(g *gopher) {
		health, err := g.client.HealthCheck()
		g.works(err)
		settings, err := g.client.GetSettings()
		g.works(err)
		if health.Name != "GoTrue" || !settings.External.Phone || settings.External.Email {
			g.t.Errorf("got %+v and %+v", health, settings)
		}
	})
}

func TestTheGoClientSignsUpWithAPassword(t *testing.T) {
	eachGopher(t, func(g *gopher) {
		up, err := g.client.Signup(types.SignupRequest{Phone: g.phone, Password: "correct-horse", Data: map[string]any{"a": 1}})
		g.works(err)
		_, err = g.client.SignInWithPhonePassword(g.phone, "correct-horse")
		g.isRefused(err, "phone_not_confirmed")
		g.enter(g.phone, g.code())
		in, err := g.client.SignInWithPhonePassword(g.phone, "correct-horse")
		g.works(err)
		if in.Session.User.ID != up.User.ID {
			g.t.Errorf("signed in as %s, signed up as %s", in.Session.User.ID, up.User.ID)
		}
		_, err = g.client.SignInWithPhonePassword(g.phone, "wrong-horse")
		g.isRefused(err, "invalid_credentials")

		g.client = g.client.WithToken(in.AccessToken)
		g.advance(2 * time.Minute)
		g.works(g.client.Reauthenticate())
		better := "better-horse"
		_, err = g.client.UpdateUser(types.UpdateUserRequest{Password: &better, Nonce: g.code()})
		g.works(err)
		_, err = g.client.SignInWithPhonePassword(g.phone, better)
		g.works(err)
	})
}

func TestTheGoClientEnrolsAndRemovesAFactor(t *testing.T) {
	eachGopher(t, func(g *gopher) {
		g.signsIn()
		f, err := g.client.EnrollFactor(types.EnrollFactorRequest{FactorType: types.FactorTypeTOTP, FriendlyName: "app"})
		g.works(err)
		if !strings.HasPrefix(f.TOTP.URI, "otpauth://totp/") || !strings.Contains(f.TOTP.QRCode, "<svg") || f.TOTP.Secret == "" {
			g.t.Errorf("got %+v", f.TOTP)
		}
		_, err = g.client.VerifyFactor(types.VerifyFactorRequest{FactorID: f.ID, ChallengeID: uuid.New(), Code: "000000"})
		if err == nil {
			g.t.Error("a challenge that nobody made was answered")
		}
		gone, err := g.client.UnenrollFactor(types.UnenrollFactorRequest{FactorID: f.ID})
		g.works(err)
		if gone.ID != f.ID {
			g.t.Errorf("removed %s, want %s", gone.ID, f.ID)
		}
	})
}

func TestTheGoClientAdministersUsers(t *testing.T) {
	eachGopher(t, func(g *gopher) {
		made, err := g.admin.AdminCreateUser(types.AdminCreateUserRequest{
			Phone: g.phone, PhoneConfirm: true, UserMetadata: map[string]any{"k": "v"}, AppMetadata: map[string]any{"tier": 1},
		})
		g.works(err)
		list, err := g.admin.AdminListUsers()
		g.works(err)
		if len(list.Users) != 1 || list.Users[0].ID != made.ID {
			g.t.Errorf("got %+v, want the one user", list.Users)
		}
		got, err := g.admin.AdminGetUser(types.AdminGetUserRequest{UserID: made.ID})
		g.works(err)
		if got.UserMetadata["k"] != "v" || got.AppMetadata["tier"] != 1.0 || got.AppMetadata["provider"] != "phone" {
			g.t.Errorf("got %+v", got.User)
		}
		ban := types.BanDurationTime(24 * time.Hour)
		banned, err := g.admin.AdminUpdateUser(types.AdminUpdateUserRequest{UserID: made.ID, BanDuration: &ban})
		g.works(err)
		if banned.BannedUntil == nil {
			g.t.Error("the user is not banned")
		}
		factors, err := g.admin.AdminListUserFactors(types.AdminListUserFactorsRequest{UserID: made.ID})
		g.works(err)
		if len(factors.Factors) != 0 {
			g.t.Errorf("got %+v, want no factors", factors.Factors)
		}
		g.works(g.admin.AdminDeleteUser(types.AdminDeleteUserRequest{UserID: made.ID}))
		_, err = g.admin.AdminGetUser(types.AdminGetUserRequest{UserID: made.ID})
		g.isRefused(err, "user_not_found")

		audit, err := g.admin.AdminAudit(types.AdminAuditRequest{
			Query: &types.AuditQuery{Column: types.AuditQueryColumnAction, Value: "user_deleted"}, PerPage: 10,
		})
		g.works(err)
		if len(audit.Logs) != 1 || audit.TotalCount != 1 {
			g.t.Errorf("got %d entries of %d, want the deletion", len(audit.Logs), audit.TotalCount)
		}
		_, err = g.client.WithToken(g.signIn(g.number()).AccessToken).AdminListUsers()
		g.isRefused(err, "not_admin")
	})
}

func TestTheGoClientHearsThatTheRestIsSwitchedOff(t *testing.T) {
	eachGopher(t, func(g *gopher) {
		g.isRefused(g.client.Magiclink(types.MagiclinkRequest{Email: "a@example.com"}), "email_provider_disabled")
		g.isRefused(g.client.Recover(types.RecoverRequest{Email: "a@example.com"}), "email_provider_disabled")
		_, err := g.client.SignInWithEmailPassword("a@example.com", "correct-horse")
		g.isRefused(err, "email_provider_disabled")
		_, err = g.client.Authorize(types.AuthorizeRequest{Provider: types.ProviderGitHub})
		g.isRefused(err, "validation_failed")
		_, err = g.client.Verify(types.VerifyRequest{Type: types.VerificationTypeSignup, Token: "x", RedirectTo: "http://localhost:3000"})
		g.works(err) // a redirect that names the error
	})
}
