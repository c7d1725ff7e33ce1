package main

import (
	"strings"
	"testing"
	"time"

	"phonelogin/models"
)

func TestNumbersInAnOlderSpellingAreListedAndWrittenAnew(t *testing.T) {
	out, stop := start(t)
	address(t, out)
	if exit := stop(); exit != 0 {
		t.Fatalf("exit code %d", exit)
	}
	db, err := models.Open(t.Context(), models.Options{URL: "sqlite:data/phonelogin.db"})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now().UTC()
	err = db.AddUser(t.Context(), &models.User{
		ID: "10000000-0000-4000-8000-000000000001", Phone: "5215512345678", PhoneConfirmedAt: &now, LastSignInAt: &now, CreatedAt: now, UpdatedAt: now,
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	const line = "rewrite\t10000000-0000-4000-8000-000000000001\t+52 … 78\n"
	for _, c := range []struct {
		flags     []string
		want, say string
	}{
		{nil, line, "1 numbers would be written anew"},
		{[]string{"--write"}, line, "1 numbers were written anew"},
		{nil, "", "0 numbers would be written anew"},
	} {
		exit, out, said := again(t, nil, append([]string{"numbers"}, c.flags...)...)
		if exit != 0 || out != c.want || !strings.Contains(said, c.say) {
			t.Errorf("%v: got %d %q, said %q", c.flags, exit, out, said)
		}
		if strings.Contains(out+said, "5512345678") {
			t.Error("a number is printed in full")
		}
	}
}
