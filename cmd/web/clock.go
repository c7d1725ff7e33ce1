package main

import (
	"context"
	"log/slog"
	"time"

	"phonelogin/models"
)

// clockLook is how often this machine's clocks are compared. Measuring the
// database's is rarer.
const clockLook = time.Second

// keepTime keeps the clock right, and tells when that of this machine differs from
// it.
func (p *program) keepTime(ctx context.Context, log *slog.Logger) {
	watch := clockWatch{ahead: p.clock.Ahead, log: log}
	for tick := time.Tick(clockLook); ; {
		if p.db.Kind() == "postgres" { // else this machine's clock counts
			watch.look(ctx)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick:
			if !p.clock.Due() {
				continue
			}
			// The clock goes on without it; a database that is gone is told elsewhere.
			if err := p.clock.Measure(ctx); err != nil {
				log.DebugContext(ctx, "clock not measured", "error", err)
			}
		}
	}
}

// clockWatch writes a line when this machine's clock begins to differ, and one when
// it does no more.
type clockWatch struct {
	ahead func() time.Duration
	log   *slog.Logger
	told  bool
}

func (w *clockWatch) look(ctx context.Context) {
	ahead := w.ahead()
	switch apart := ahead.Abs(); {
	case !w.told && apart > models.ClockTolerance:
		w.told = true
		w.log.WarnContext(ctx, "this machine's clock differs from the database's, which counts", "ahead", ahead.Round(10*time.Millisecond))
	case w.told && apart <= models.ClockTolerance/2: // or it would be told again and again on the border
		w.told = false
		w.log.InfoContext(ctx, "this machine's clock agrees with the database's again", "ahead", ahead.Round(10*time.Millisecond))
	}
}
