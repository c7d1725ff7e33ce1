package main

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"phonelogin/auth/secrets"
	"phonelogin/models"
)

// failed is a database with one message that was reported as not delivered.
func failed(t *testing.T) (env []string) {
	t.Helper()
	master := base64.StdEncoding.EncodeToString(make([]byte, 32))
	path := t.TempDir() + "/test.db"
	db, err := models.Open(t.Context(), models.Options{URL: "sqlite:" + path})
	if err != nil {
		t.Fatal(err)
	}
	key, err := secrets.NewNumberKey(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	at := time.Now().UTC().Add(-time.Hour)
	m := models.Message{
		ID: "00000000-0000-4000-8000-000000000001", ChallengeID: "00000000-0000-4000-8000-000000000002",
		Number: "+49 … 78", NumberHash: key.Hash("4915112345678"), Country: "DE", Purpose: "login", Provider: "twilio",
		Channel: "sms", ProviderID: "SM1", State: models.MessageUndelivered, Reason: "landline", Code: "30006",
		Detail: "error 30006", CreatedAt: at, TakenAt: &at, FinalAt: &at,
	}
	if err := db.AddMessage(t.Context(), &m); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return []string{"PHONELOGIN_SECRETS_MASTER_KEY=" + master, "PHONELOGIN_DATABASE_URL=sqlite:" + path}
}

func TestWhyTellsTheVerdictFirst(t *testing.T) {
	env := failed(t)
	for _, typed := range [][]string{
		{"+4915112345678"}, {"4915112345678"}, {"+49 (0)151 1234-5678"}, {"0151 12345678", "--country=de"},
	} {
		exit, got, said := call(t, env, append([]string{"why"}, typed...)...)
		first, rest, _ := strings.Cut(got, "\n")
		if exit != 0 || first != "+49 … 78: Twilio takes it, the carrier says no, because the number is a landline or another line that gets no texts: use another channel or a mobile number." {
			t.Errorf("%v: got %d %s%s", typed, exit, first, said)
		}
		for _, want := range []string{"message", "report", "landline", "30006", "Twilio takes a code to sign in.", "Twilio reports that nobody will get it."} {
			if !strings.Contains(rest, want) {
				t.Errorf("%v: %q is not in\n%s", typed, want, rest)
			}
		}
		if strings.Contains(got, "12345678") {
			t.Errorf("the number is told in full:\n%s", got)
		}
	}
	if exit, _, said := call(t, env, "why", "0151 12345678"); exit != 2 || !strings.Contains(said, "--country") {
		t.Errorf("a number of no country: got %d %s", exit, said)
	}
	if exit, got, _ := call(t, env, "why", "+447400123456"); exit != 0 || got != "+44 … 56: No message was asked for in the last 7 days.\n" {
		t.Errorf("of another number: got %d %s", exit, got)
	}
}

func TestWhatOperatorsDoIsInTheTimeline(t *testing.T) {
	env := failed(t)
	if exit, _, said := call(t, env, "unstop", "+4915112345678"); exit != 0 {
		t.Fatal(said)
	}
	if _, got, _ := call(t, env, "why", "+4915112345678"); !strings.Contains(got, "An operator lets people try codes again.") {
		t.Errorf("got\n%s", got)
	}
}

func TestMessagesTellWhySomeFailed(t *testing.T) {
	exit, got, said := call(t, failed(t), "messages")
	for _, want := range []string{"undelivered  landline  30006  1", "error 30006"} {
		if exit != 0 || !strings.Contains(got, want) {
			t.Errorf("got %d %s\n%s", exit, said, got)
		}
	}
}
