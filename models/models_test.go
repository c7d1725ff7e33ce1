package models_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"phonelogin/models"
	"phonelogin/models/modelstest"
	"phonelogin/models/phone"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 123456000, time.UTC)

// user signs a new user in with a number.
func user(t testing.TB, db *models.DB, number phone.Number) *models.User {
	t.Helper()
	c, err := db.OpenChallenge(t.Context(), models.CodeRequest{
		New: models.Challenge{
			ID: uuid.NewString(), Phone: number, Purpose: "login", Face: models.APIFace(), Nonce: []byte("nonce"), Sends: 1,
			CreateUser: true, CreatedAt: noon, SentAt: noon,
		},
		MaxTries: 5, ReuseFor: 10 * time.Minute, ExpiresAt: func(made time.Time) time.Time { return made.Add(time.Minute) },
		Judge: func(models.History) (int, error) { return 1, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	u, err := db.SignIn(t.Context(), signIn(c))
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func signIn(c *models.Challenge) models.SignIn {
	id := uuid.NewString()
	return models.SignIn{
		Challenge: c, Now: noon,
		User: models.User{
			ID: id, Aud: "authenticated", Role: "authenticated", IdentityID: models.Text(uuid.NewString()),
			AppMetadata: models.Metadata{"provider": "phone"}, UserMetadata: models.Metadata{"sub": id},
			IdentityData: models.Metadata{"sub": id},
		},
		Session: models.Session{
			ID: uuid.NewString(), Face: models.APIFace(), AAL: "aal1", AMR: models.Methods{{Method: "otp", Timestamp: noon.Unix()}},
			CreatedAt: noon,
		},
	}
}

func TestTimesAndMetadataComeBackAsTheyWere(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		u := user(t, db, "4915112345678")
		// A time in another zone is the same time.
		later := noon.Add(time.Hour).In(time.FixedZone("far", 5*3600))
		data := models.Metadata{"n": 12345678901234567, "deep": map[string]any{"a": []any{true, nil, "é"}}, "gone": "x"}
		if _, err := db.MergeUserMetadata(t.Context(), u.ID, data, noon); err != nil {
			t.Fatal(err)
		}
		got, err := db.MergeUserMetadata(t.Context(), u.ID, models.Metadata{"gone": nil}, later)
		if err != nil {
			t.Fatal(err)
		}
		if !got.UpdatedAt.Equal(later) || !got.CreatedAt.Equal(noon) {
			t.Errorf("got %v and %v, want %v and %v", got.UpdatedAt, got.CreatedAt, later, noon)
		}
		want := `map[deep:map[a:[true <nil> é]] n:12345678901234567 sub:` + u.ID + `]`
		if diff := cmp.Diff(want, fmt.Sprint(map[string]any(got.UserMetadata))); diff != "" {
			t.Errorf("metadata (-want +got):\n%s", diff)
		}
	})
}

func TestTwoMergesAtOnceLoseNothing(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		u := user(t, db, "4915112345678")
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() {
				data := models.Metadata{fmt.Sprintf("k%d", i): i}
				if _, err := db.MergeUserMetadata(t.Context(), u.ID, data, noon); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		got, err := db.UserByPhone(t.Context(), "4915112345678")
		if err != nil || len(got.UserMetadata) != 21 {
			t.Errorf("got %d keys, %v, want 21", len(got.UserMetadata), err)
		}
	})
}

func removal(id string) models.Removal {
	return models.Removal{UserID: id, Hash: func(p phone.Number) string { return "hash of " + p.Digits() }, Now: noon}
}

func TestDeletingAUserDeletesWhatHangsOnIt(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		u := user(t, db, "4915112345678")
		sessions, err := db.SessionsOf(t.Context(), u.ID, models.SessionLimits{}, time.Now())
		if err != nil || len(sessions) != 1 {
			t.Fatalf("got %d sessions, %v, want 1", len(sessions), err)
		}
		if err := db.Remove(t.Context(), removal(u.ID)); err != nil {
			t.Fatal(err)
		}
		if _, err := db.SessionHolder(t.Context(), sessions[0].ID); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("the session: got %v, want ErrNotFound", err)
		}
		if err := db.Remove(t.Context(), removal(u.ID)); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("again: got %v, want ErrNotFound", err)
		}
	})
}

func TestAFailedTransactionLeavesNothing(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		u := user(t, db, "4915112345678")
		stop := errors.New("stop")
		err := db.Transact(t.Context(), func(tx *models.DB) error {
			if err := tx.Remove(t.Context(), removal(u.ID)); err != nil {
				return err
			}
			return stop
		})
		if !errors.Is(err, stop) {
			t.Fatalf("got %v, want the error of the function", err)
		}
		if _, err := db.UserByPhone(t.Context(), "4915112345678"); err != nil {
			t.Errorf("the user is gone: %v", err)
		}
	})
}

// Both folders of migrations must make the same tables. A difference would only
// show in production.
func TestBothDialectsHaveTheSameColumns(t *testing.T) {
	columns := map[string][]string{}
	for _, dialect := range []string{"postgres", "sqlite"} {
		err := filepath.WalkDir(filepath.Join("migrations", dialect), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			text, err := os.ReadFile(path)
			columns[dialect] = append(columns[dialect], tableLines(string(text))...)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(columns["postgres"], columns["sqlite"]); diff != "" || len(columns["sqlite"]) < 50 {
		t.Errorf("postgres (-) and sqlite (+), %d lines:\n%s", len(columns["sqlite"]), diff)
	}
}

// tableLines lists the tables and columns of a migration in order, and whether a
// column may be NULL.
func tableLines(migration string) []string {
	var lines []string
	inside := false
	for line := range strings.Lines(migration) {
		line = strings.Replace(line, "CREATE UNLOGGED TABLE", "CREATE TABLE", 1)
		line = strings.Replace(line, " IF NOT EXISTS", "", 1)
		words := strings.Fields(line)
		if added, ok := strings.CutPrefix(line, "ALTER TABLE "); ok && strings.Contains(line, " ADD COLUMN ") {
			lines = append(lines, strings.TrimPrefix(strings.Join(strings.Fields(added)[:4:4], " "), "auth."))
		}
		switch {
		case strings.HasPrefix(line, "CREATE TABLE"):
			inside = true
			lines = append(lines, strings.TrimPrefix(words[2], "auth."))
		case strings.HasPrefix(line, ")"):
			inside = false
		case inside && len(words) > 1 && words[0] != "--":
			lines = append(lines, fmt.Sprintf("  %s required=%v unique=%v", words[0],
				strings.Contains(line, "NOT NULL"), strings.Contains(line, "UNIQUE")))
		}
	}
	return lines
}
