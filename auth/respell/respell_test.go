package respell_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"phonelogin/auth/respell"
	"phonelogin/models"
	"phonelogin/models/modelstest"
	"phonelogin/models/phone"
)

const (
	firstID  = "10000000-0000-4000-8000-000000000001"
	secondID = "10000000-0000-4000-8000-000000000002"
	thirdID  = "10000000-0000-4000-8000-000000000003"
	fourthID = "10000000-0000-4000-8000-000000000004"
	fifthID  = "20000000-0000-4000-8000-000000000005"
)

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// house is a database with users whose numbers are stored as given.
type house struct {
	t  *testing.T
	db *models.DB
}

// stored adds a user; a used one signed in an hour ago.
func (h house) stored(id string, number phone.Number, used bool) {
	h.t.Helper()
	u := &models.User{
		ID: id, Aud: "authenticated", Role: "authenticated", Phone: number, IdentityID: models.Text(id),
		IdentityData: models.Metadata{"sub": id, "phone": number.Digits()}, CreatedAt: now, UpdatedAt: now,
	}
	if used {
		then := now.Add(-time.Hour)
		u.PhoneConfirmedAt, u.LastSignInAt = &then, &then
	}
	if err := h.db.AddUser(h.t.Context(), u); err != nil {
		h.t.Fatal(err)
	}
}

func (h house) review(write bool) []respell.Finding {
	h.t.Helper()
	var all []respell.Finding
	r := respell.Review{DB: h.db, Hash: func(p phone.Number) string { return "hash of " + p.Digits() }, Now: func() time.Time { return now }, Write: write}
	if err := r.Run(h.t.Context(), func(f respell.Finding) { all = append(all, f) }); err != nil {
		h.t.Fatal(err)
	}
	return all
}

// has checks which number a user has.
func (h house) has(id, want string) {
	h.t.Helper()
	if u, err := h.db.User(h.t.Context(), id); err != nil || string(u.Phone) != want {
		h.t.Errorf("%s has %v, %v, want %s", id, u, err, want)
	}
}

func TestNumbersAreWrittenAnewWhereThatIsSafe(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		h := house{t, db}
		h.stored(firstID, "49015112345678", true)  // nobody else has it
		h.stored(secondID, "5215512345678", true)  // and an unused one
		h.stored(thirdID, "525512345678", false)   // of the same phone
		h.stored(fourthID, "49015112345679", true) // and another who was used
		h.stored(fifthID, "4915112345679", true)
		want := []respell.Finding{
			{What: respell.Rewrite, UserID: firstID, Phone: "4915112345678"},
			{What: respell.Join, UserID: secondID, Other: thirdID, Phone: "525512345678"},
			{What: respell.Conflict, UserID: fourthID, Other: fifthID, Phone: "4915112345679"},
		}
		for _, write := range []bool{false, true} {
			if diff := cmp.Diff(want, h.review(write)); diff != "" {
				t.Errorf("write %v: want -, got +: %s", write, diff)
			}
		}
		if diff := cmp.Diff(want[2:], h.review(false)); diff != "" {
			t.Errorf("afterwards: want -, got +: %s", diff)
		}
		h.has(firstID, "4915112345678")
		h.has(secondID, "525512345678")
		h.has(fourthID, "49015112345679")
		if _, err := db.User(t.Context(), thirdID); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("the unused user: %v", err)
		}
	})
}

// When two users have older spellings of one phone, the second is joined with the
// first, also without writing.
func TestTwoOlderSpellingsOfOnePhoneAreOneFinding(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		h := house{t, db}
		h.stored(firstID, "5215512345678", true)
		h.stored(secondID, "5205512345678", false)
		want := []respell.Finding{
			{What: respell.Rewrite, UserID: firstID, Phone: "525512345678"},
			{What: respell.Join, UserID: firstID, Other: secondID, Phone: "525512345678"},
		}
		for _, write := range []bool{false, true} {
			if diff := cmp.Diff(want, h.review(write)); diff != "" {
				t.Errorf("write %v: want -, got +: %s", write, diff)
			}
		}
	})
}

func TestWhatIsNoNumberIsToldAndLeft(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		h := house{t, db}
		h.stored(firstID, "0", true)
		want := []respell.Finding{{What: respell.Unreadable, UserID: firstID, Phone: "0"}}
		if diff := cmp.Diff(want, h.review(true)); diff != "" {
			t.Errorf("want -, got +: %s", diff)
		}
		h.has(firstID, "0")
	})
}
