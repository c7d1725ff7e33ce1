package auth

import (
	"crypto/rand"
	"strconv"
	"testing"
	"time"

	"phonelogin/auth/refusal"
	"phonelogin/auth/secrets"
	"phonelogin/models"
)

// proves S1
func TestCodesAreUniform(t *testing.T) {
	const codes, boxes = 1_000_000, 100
	key := make([]byte, 32)
	var seen [boxes]int
	c := models.Challenge{Nonce: make([]byte, secrets.NonceSize), Purpose: "login", Phone: "4915112345678"}
	for range codes {
		_, _ = rand.Read(c.Nonce) // never fails
		code := secrets.Code(key, &c, 6)
		n, err := strconv.Atoi(code)
		if err != nil || len(code) != 6 {
			t.Fatalf("got %q, want six digits", code)
		}
		seen[n/10_000]++
	}
	chi, expected := 0.0, float64(codes)/boxes
	for _, n := range seen {
		chi += (float64(n) - expected) * (float64(n) - expected) / expected
	}
	// 99 degrees of freedom: more than 180 happens once in a million runs.
	if chi > 180 {
		t.Errorf("got chi-square %.1f, want at most 180", chi)
	}
}

func TestACodeDependsOnItsKeyAndChallenge(t *testing.T) {
	base := models.Challenge{Nonce: []byte("0123456789abcdef"), Purpose: "login", Phone: "4915112345678"}
	key := []byte("key")
	code := secrets.Code(key, &base, 10)
	for name, change := range map[string]func(*models.Challenge){
		"nonce":   func(c *models.Challenge) { c.Nonce = []byte("0123456789abcdeg") },
		"purpose": func(c *models.Challenge) { c.Purpose = "proof" },
		"phone":   func(c *models.Challenge) { c.Phone = "4915112345679" },
	} {
		other := base
		change(&other)
		if secrets.Code(key, &other, 10) == code {
			t.Errorf("another %s makes the same code", name)
		}
	}
	if secrets.Code([]byte("yek"), &base, 10) == code {
		t.Error("another key makes the same code")
	}
}

func TestPace(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	ago := func(d time.Duration) *time.Time { at := now.Add(-d); return &at }
	for _, test := range []struct {
		name    string
		history models.History
		free    bool
		sends   int
		reason  refusal.Reason
		wait    time.Duration
	}{
		{"never seen", models.History{}, false, 1, "", 0},
		{"too soon", models.History{Sends: 1, SentAt: ago(time.Second)}, false, 0, refusal.TooSoon, 59 * time.Second},
		{"in time", models.History{Sends: 1, SentAt: ago(time.Minute)}, false, 2, "", 0},
		{"third message", models.History{Sends: 3, SentAt: ago(time.Minute)}, false, 0, refusal.TooSoon, time.Minute},
		{"a test number", models.History{Sends: 3, SentAt: ago(0)}, true, 4, "", 0},
		{"after a sign-in", models.History{Sends: 4, SentAt: ago(time.Minute), SignedInAt: ago(time.Second)}, false, 1, "", 0},
		{"after a pause", models.History{Sends: 4, SentAt: ago(time.Hour)}, false, 1, "", 0},
		{"a dead code", models.History{Failures: 5, FailedAt: ago(time.Second)}, true, 0, refusal.TooSoon, 29 * time.Second},
		{"many dead codes", models.History{Failures: 99, FailedAt: ago(0)}, false, 0, refusal.TooSoon, time.Hour},
		{"a hundred failures", models.History{Failures: 100, FailedAt: ago(24 * time.Hour)}, false, 0, refusal.NumberStopped, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			sends, err := pace(test.history, time.Minute, test.free, now)
			r, _ := err.(*refusal.Refusal)
			if test.reason == "" {
				if err != nil || sends != test.sends {
					t.Errorf("got %d, %v, want %d", sends, err, test.sends)
				}
				return
			}
			if r == nil || r.Reason != test.reason || r.RetryAfter != test.wait {
				t.Errorf("got %v, want %s after %v", err, test.reason, test.wait)
			}
		})
	}
}

func TestSegments(t *testing.T) {
	for text, want := range map[string]int{
		"": 1, "123456 is your code": 1, string(make160('a', 160)): 1, string(make160('a', 161)): 2,
		string(make160('€', 80)): 1, string(make160('€', 81)): 2, string(make160('ё', 70)): 1, string(make160('ё', 71)): 2,
		string(make160('😀', 35)): 1, string(make160('😀', 36)): 2,
	} {
		if got := Segments(text); got != want {
			t.Errorf("Segments(%.10q…): got %d, want %d", text, got, want)
		}
	}
}

func make160(r rune, n int) []rune {
	all := make([]rune, n)
	for i := range all {
		all[i] = r
	}
	return all
}
