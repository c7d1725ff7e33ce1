package main

import (
	"log/slog"
	"strings"
	"testing"
	"time"
)

func TestAClockThatDiffersIsToldOnceAndOnceWhenItIsOver(t *testing.T) {
	var out output
	var ahead time.Duration
	w := clockWatch{ahead: func() time.Duration { return ahead }, log: slog.New(slog.NewTextHandler(&out, nil))}
	for _, ahead = range []time.Duration{
		0, 1900 * time.Millisecond, -90 * time.Second, -90 * time.Second, -1900 * time.Millisecond, -2100 * time.Millisecond, 0, 0,
	} {
		w.compare(t.Context())
	}
	if got := strings.Count(out.text(), "differs from the database's"); got != 1 || !strings.Contains(out.text(), "ahead=-1m30s") {
		t.Errorf("told %d times that it differs, want once, by 1m30s:\n%s", got, out.text())
	}
	if got := strings.Count(out.text(), "agrees with the database's again"); got != 1 {
		t.Errorf("told %d times that it is over, want once:\n%s", got, out.text())
	}
}
