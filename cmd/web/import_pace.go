package main

import (
	"fmt"
	"io"
	"time"

	"phonelogin/auth/takeover"
)

// pace writes a line about an import every second.
type pace struct {
	out     io.Writer
	now     func() time.Time
	began   time.Time
	skipped int64 // users that were read before
	told    time.Time
}

const paceEvery = time.Second

func newPace(out io.Writer, now func() time.Time, p takeover.Progress) *pace {
	if p.Read > 0 {
		fmt.Fprintf(out, "Going on after %d of %d users.\n", p.Read, p.Total)
	}
	return &pace{out: out, now: now, began: now(), skipped: p.Read, told: now()}
}

// tell writes "21000 of 100000 users, 7000 a second, 11s to go".
func (p *pace) tell(progress takeover.Progress) {
	now := p.now()
	if now.Sub(p.told) < paceEvery {
		return
	}
	p.told = now
	rate := float64(progress.Read-p.skipped) / now.Sub(p.began).Seconds()
	left := time.Duration(float64(max(0, progress.Total-progress.Read)) / rate * float64(time.Second))
	fmt.Fprintf(p.out, "%d of %d users, %.0f a second, %s to go\n", progress.Read, progress.Total, rate, left.Round(time.Second))
}
