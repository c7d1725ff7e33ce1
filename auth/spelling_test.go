package auth_test

import (
	"errors"
	"testing"
	"time"

	"phonelogin/auth"
	"phonelogin/auth/admin"
	"phonelogin/auth/refusal"
	"phonelogin/models"
	"phonelogin/models/modelstest"
	"phonelogin/models/phone"
)

// stored is a user whom an earlier release stored under a number as it was sent.
func (a *app) stored(id string, number auth.Phone, signedInAt *time.Time) {
	a.t.Helper()
	now := a.clock.Now()
	u := &auth.User{
		ID: id, Aud: "authenticated", Role: "authenticated", Phone: number, LastSignInAt: signedInAt,
		IdentityID: models.Text(id), IdentityData: auth.Metadata{"sub": id, "phone": number.Digits()}, CreatedAt: now, UpdatedAt: now,
	}
	if signedInAt != nil {
		u.PhoneConfirmedAt = signedInAt
	}
	if err := a.db.AddUser(a.t.Context(), u); err != nil {
		a.t.Fatal(err)
	}
}

const (
	firstID  = "10000000-0000-4000-8000-000000000001"
	secondID = "10000000-0000-4000-8000-000000000002"
	thirdID  = "10000000-0000-4000-8000-000000000003"
	fourthID = "10000000-0000-4000-8000-000000000004"
)

func TestAUserOfAnOlderSpellingSignsInToTheSameAccount(t *testing.T) {
	for name, c := range map[string]struct {
		stored, today auth.Phone
	}{
		"a trunk prefix behind the country's code": {"49015112345678", "4915112345678"},
		"the 1 that Mexico dropped":                {"5215512345678", "525512345678"},
		"an Argentine number without its 9":        {"541123456789", "5491123456789"},
		"a Brazilian number of eight digits":       {"551187654321", "5511987654321"},
	} {
		t.Run(name, func(t *testing.T) {
			modelstest.Each(t, func(t *testing.T, db *models.DB) {
				a := newApp(t, db)
				then := a.clock.Now().Add(-time.Hour)
				a.stored(firstID, c.stored, &then)
				sent, err := auth.ParseWirePhone(c.stored.E164())
				if err != nil || sent != c.today {
					t.Fatalf("got %s, %v, want %s", sent, err, c.today)
				}
				g := a.signIn(sent)
				if g.User.ID != firstID || g.User.Phone != c.today || g.User.IdentityData["phone"] != c.today.Digits() {
					t.Errorf("got user %s with %s, identity %v", g.User.ID, g.User.Phone, g.User.IdentityData)
				}
				_, err = a.Admin.CreateUser(t.Context(), admin.Admin{Role: "service_role"}, admin.Attributes{Phone: c.today})
				a.refused(err, refusal.PhoneTaken)
			})
		})
	}
}

// Some digits were an older spelling of a number once and are a number of their own
// today, of somebody else.
func TestNobodyGetsTheAccountOfANumberThatLooksLikeAnOlderSpelling(t *testing.T) {
	for name, c := range map[string]struct{ theirs, like auth.Phone }{
		"an Estonian mobile number, and a landline without the 8": {"37283211145", "3723211145"},
		"a Brazilian landline, and a mobile number with a 9":      {"551171254567", "5511971254567"},
	} {
		t.Run(name, func(t *testing.T) {
			modelstest.Each(t, func(t *testing.T, db *models.DB) {
				a := newApp(t, db)
				first := a.signIn(c.theirs).User
				if _, err := a.ask(c.like); err != nil {
					t.Fatal(err)
				}
				if u, err := a.Users.Find(t.Context(), first.ID); err != nil || string(u.Phone) != string(c.theirs) {
					t.Errorf("a request for %s left the user with %s, %v", c.like, u.Phone, err)
				}
				a.clock.advance(time.Hour)
				if second := a.signIn(c.like).User; second.ID == first.ID {
					t.Errorf("%s opened the account of %s", c.like, c.theirs)
				}
			})
		})
	}
}

func TestAnAdminCannotGiveAPhoneToASecondUserInAnotherSpelling(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		a := newApp(t, db)
		then := a.clock.Now()
		a.stored(firstID, "5215512345678", &then)
		a.stored(secondID, "4915112345678", &then)
		_, err := a.Admin.CreateUser(t.Context(), admin.Admin{Role: "service_role"}, admin.Attributes{Phone: "525512345678"})
		a.refused(err, refusal.PhoneTaken)
		_, err = a.Admin.EditUser(t.Context(), admin.Admin{Role: "service_role"}, secondID, admin.Attributes{Phone: "525512345678"})
		a.refused(err, refusal.PhoneTaken)
	})
}

func TestAFilterFindsANumberInEverySpelling(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		a := newApp(t, db)
		u := a.signIn("525512345678").User
		for _, filter := range []string{"+52 1 55 1234-5678", "5215512345678", "5512345678", "+525512345678"} {
			users, n, err := a.Admin.UsersAndTotal(t.Context(), admin.UserQuery{Aud: u.Aud, Filter: filter, Limit: 10})
			if err != nil || n.Count != 1 || users[0].ID != u.ID {
				t.Errorf("%s: got %d users, %v", filter, n.Count, err)
			}
		}
	})
}

// What is wrong with a number is told, because each problem has words of its own.
func TestWhatIsTypedIsRefusedWithAReason(t *testing.T) {
	for typed, want := range map[string]phone.Problem{
		"": phone.Missing, "hello": phone.Invalid, "0151": phone.TooShort, "0151 234567890": phone.TooLong,
		"+999 123456789": phone.NoCountry, "0900 1234567": phone.NotMobile, "0151 2345678O": phone.BadSign,
		"0151 111 / 0152 222": phone.NotOne, "447911123456": phone.Unclear,
	} {
		_, err := auth.ParseTypedPhone(typed, "DE")
		var r *refusal.Refusal
		if !errors.As(err, &r) || r.Reason != refusal.BadPhone || r.Phone != want {
			t.Errorf("%q: got %v, want %s", typed, err, want)
		}
	}
}
