package models_test

import (
	"strings"
	"testing"

	"phonelogin/models"
	"phonelogin/models/modelstest"
)

// The log shows statements at the level debug, and must never show a number.
func TestStatementsAreToldWithoutTheirValues(t *testing.T) {
	for _, kind := range modelstest.Kinds() {
		t.Run(kind, func(t *testing.T) {
			var told []string
			db, err := models.Open(t.Context(), models.Options{
				URL: modelstest.URL(t, kind), MaxConnections: 1, OnStatement: func(s string) { told = append(told, s) },
			})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = db.Close() }() // only what is told is of interest
			const phone = "4915112345678"
			user(t, db, phone)
			if _, err := db.UserByPhone(t.Context(), phone); err != nil {
				t.Fatal(err)
			}
			if err := db.ForgetFailures(t.Context(), phone); err != nil {
				t.Fatal(err)
			}
			all := strings.Join(told, "\n")
			if !strings.Contains(all, "users WHERE") || !strings.Contains(all, "INSERT INTO") || strings.Contains(all, phone) {
				t.Errorf("told:\n%s", all)
			}
		})
	}
}
