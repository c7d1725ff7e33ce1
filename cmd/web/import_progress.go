package main

import (
	"fmt"
	"io"
	"time"

	"phonelogin/auth/takeover"
)

// progressLine prints the progress of an import every second.
type progressLine struct {
	out       io.Writer
	now       func() time.Time
	began     time.Time
	skipped   int64 // users read by earlier runs
	printedAt time.Time
}

const progressEvery = time.Second

func newProgressLine(out io.Writer, now func() time.Time, p takeover.Progress) *progressLine {
	if p.Read > 0 {
		fmt.Fprintf(out, "Going on after %d of %d users.\n", p.Read, p.Total)
	}
	return &progressLine{out: out, now: now, began: now(), skipped: p.Read, printedAt: now()}
}

// update prints "21000 of 100000 users, 7000 a second, 11s to go".
func (p *progressLine) update(progress takeover.Progress) {
	now := p.now()
	if now.Sub(p.printedAt) < progressEvery {
		return
	}
	p.printedAt = now
	rate := float64(progress.Read-p.skipped) / now.Sub(p.began).Seconds()
	left := time.Duration(float64(max(0, progress.Total-progress.Read)) / rate * float64(time.Second))
	fmt.Fprintf(p.out, "%d of %d users, %.0f a second, %s to go\n", progress.Read, progress.Total, rate, left.Round(time.Second))
}
