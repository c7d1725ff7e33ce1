package secrets

import (
	"crypto/rand"
	"strconv"
	"testing"

	"phonelogin/models"
)

// proves S1
func TestCodesAreUniform(t *testing.T) {
	const codes, boxes = 1_000_000, 100
	key := make([]byte, 32)
	var seen [boxes]int
	c := models.Challenge{Nonce: make([]byte, NonceSize), Purpose: "login", Phone: "4915112345678"}
	for range codes {
		_, _ = rand.Read(c.Nonce) // never fails
		code := Code(key, &c, 6)
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
	code := Code(key, &base, 10)
	for name, change := range map[string]func(*models.Challenge){
		"nonce":   func(c *models.Challenge) { c.Nonce = []byte("0123456789abcdeg") },
		"purpose": func(c *models.Challenge) { c.Purpose = "proof" },
		"phone":   func(c *models.Challenge) { c.Phone = "4915112345679" },
	} {
		other := base
		change(&other)
		if Code(key, &other, 10) == code {
			t.Errorf("another %s makes the same code", name)
		}
	}
	if Code([]byte("yek"), &base, 10) == code {
		t.Error("another key makes the same code")
	}
}
