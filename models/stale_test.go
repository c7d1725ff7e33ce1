package models_test

import (
	"testing"

	"phonelogin/models"
	"phonelogin/models/modelstest"
)

// Replicas of the previous release serve on while the next one migrates. Their
// prepared statements do not fit a table with a new column.
func TestAMigrationByAnotherReplicaFailsNoRequest(t *testing.T) {
	onDirectPostgres(t, func(url string) {
		db, err := models.Open(t.Context(), models.Options{URL: url, MaxConnections: 2})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() }) // the test is over
		u := user(t, db, "4915112345678")
		holder := func() {
			if _, err := db.Holder(t.Context(), u.ID, u.ID); err != nil {
				t.Errorf("holder: %v", err)
			}
		}
		holder()
		for _, table := range []string{"users", "sessions", "challenges", "numbers"} {
			must(t, modelstest.Pool(t, url), `ALTER TABLE auth.`+table+` ADD COLUMN added text`)
		}
		holder()
		user(t, db, "4915112345679")
	})
}
