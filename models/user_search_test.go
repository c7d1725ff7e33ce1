package models_test

import (
	"testing"

	"phonelogin/models"
	"phonelogin/models/modelstest"
)

// sixtyThousand users with the numbers 49151000001 to 49151060000, the newest last.
func sixtyThousand(t *testing.T, kind, address string) {
	t.Helper()
	statement := `INSERT INTO auth.users (id, aud, role, phone, created_at, updated_at)
		SELECT md5('user' || i)::uuid, 'authenticated', 'authenticated', '49151' || lpad(i::text, 6, '0'),
			'2025-01-01'::timestamptz + i * interval '1 second', now() FROM generate_series(1, 60000) i`
	if kind == "sqlite" {
		statement = `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000)
			INSERT INTO users (id, aud, role, phone, created_at, updated_at)
			SELECT printf('%08x-0000-4000-8000-000000000000', i), 'authenticated', 'authenticated', printf('49151%06d', i),
				1735689600000000 + i * 1000000, 0 FROM n`
	}
	pool := modelstest.Pool(t, address)
	must(t, pool, statement)
	if kind == "postgres" {
		must(t, pool, `ANALYZE auth.users`)
	}
}

// In a list longer than the searched part, any part of a number finds new users,
// and its beginning finds all.
func TestALongListIsSearchedByIndexes(t *testing.T) {
	for _, kind := range modelstest.Kinds() {
		t.Run(kind, func(t *testing.T) {
			address := modelstest.URL(t, kind)
			db := modelstest.Open(t, address)
			sixtyThousand(t, kind, address)
			for _, test := range []struct {
				filter    string
				offset    int
				first     string // number
				rows      int
				least, no int // of the total, and more than it
			}{
				{"", 0, "49151060000", 3, 50_000, 70_000},
				{"", 59_999, "49151000001", 1, 50_000, 70_000},
				{"49151", 3, "49151059997", 3, 50_000, 70_000},
				{"1059997", 0, "49151059997", 1, 1, 2},
				{"4915100000", 0, "49151000009", 3, 9, 10}, // an old one, and its beginning
				{"49151000077", 0, "49151000077", 1, 1, 2},
				{"51000077", 0, "", 0, 0, 1}, // an old one, and its end
			} {
				users, total, err := db.UsersAndTotal(t.Context(), models.UserQuery{
					Aud: "authenticated", Filter: test.filter, Offset: test.offset, Limit: 3,
				})
				if err != nil || len(users) != test.rows || test.rows > 0 && string(users[0].Phone) != test.first {
					t.Errorf("%q from %d: got %d users, %v, want %d from %s", test.filter, test.offset, len(users), err, test.rows, test.first)
				}
				if !total.Estimated || total.Count < test.least || total.Count >= test.no {
					t.Errorf("%q: got the total %+v, want an estimate from %d to %d", test.filter, total, test.least, test.no)
				}
			}
		})
	}
}
