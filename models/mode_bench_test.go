package models_test

import (
	"fmt"
	"testing"

	"github.com/google/uuid"

	"phonelogin/models"
	"phonelogin/models/modelstest"
	"phonelogin/models/phone"
)

// The cost of pgx's ways to send statements: the acts of a sign-in and the two most
// frequent ones.
func BenchmarkStatementModes(b *testing.B) {
	for _, mode := range []string{"cache_statement", "exec", "cache_describe", "simple_protocol"} {
		db := openMode(b, mode)
		b.Run("sign-in/"+mode, func(b *testing.B) { benchSignIn(b, db) })
		b.Run("holder/"+mode, func(b *testing.B) { benchHolder(b, db) })
		b.Run("limit/"+mode, func(b *testing.B) { benchLimit(b, db) })
		b.Run("refresh/"+mode, func(b *testing.B) { benchRefresh(b, db) })
	}
}

func openMode(b *testing.B, mode string) *models.DB {
	return modelstest.Open(b, modelstest.URL(b, "postgres")+"&default_query_exec_mode="+mode)
}

func benchSignIn(b *testing.B, db *models.DB) {
	for n := 0; b.Loop(); n++ {
		user(b, db, phone.Number(fmt.Sprintf("49151%010d", n)))
	}
}

func benchHolder(b *testing.B, db *models.DB) {
	u, session := signedIn(b, db)
	for b.Loop() {
		if _, err := db.Holder(b.Context(), u.ID, session); err != nil {
			b.Fatal(err)
		}
	}
}

func benchLimit(b *testing.B, db *models.DB) {
	for b.Loop() {
		_, _, err := db.TakeToken(b.Context(), models.Bucket{Name: "bench", Holds: 1 << 30, PerSecond: 1, Now: noon})
		if err != nil {
			b.Fatal(err)
		}
	}
}

func benchRefresh(b *testing.B, db *models.DB) {
	_, session := signedIn(b, db)
	for n := int64(0); b.Loop(); n++ {
		if _, err := db.Rotate(b.Context(), models.Refresh{SessionID: session, Counter: n, Now: noon}); err != nil {
			b.Fatal(err)
		}
	}
}

// signedIn makes a user with a session.
func signedIn(b *testing.B, db *models.DB) (*models.User, string) {
	u := user(b, db, phone.Number("1"+uuid.NewString()[:8]))
	s := models.Session{ID: uuid.NewString(), UserID: u.ID, Face: models.APIFace(), AAL: "aal1", AMR: models.Methods{}, CreatedAt: noon}
	if err := db.OpenSession(b.Context(), &s); err != nil {
		b.Fatal(err)
	}
	return u, s.ID
}
