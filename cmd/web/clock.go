package main

import (
	"context"
	"log/slog"
	"time"

	"phonelogin/models"
)

// clockEvery is how often this machine's clocks are compared. Measuring the
// database's is rarer.
const clockEvery = time.Second

// keepClock keeps the clock right, and tells when that of this machine differs from
// it.
func (p *program) keepClock(ctx context.Context, log *slog.Logger) {
	watch := clockWatch{ahead: p.clock.Ahead, log: log}
	for tick := time.Tick(clockEvery); ; {
		if p.db.Kind() == "postgres" { // else this machine's clock counts
			watch.compare(ctx)
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
	ahead   func() time.Duration
	log     *slog.Logger
	differs bool
}

func (w *clockWatch) compare(ctx context.Context) {
	ahead := w.ahead()
	switch apart := ahead.Abs(); {
	case !w.differs && apart > models.ClockTolerance:
		w.differs = true
		w.log.WarnContext(ctx, "this machine's clock differs from the database's, which counts", "ahead", ahead.Round(10*time.Millisecond))
	case w.differs && apart <= models.ClockTolerance/2: // or it would be told again and again on the border
		w.differs = false
		w.log.InfoContext(ctx, "this machine's clock agrees with the database's again", "ahead", ahead.Round(10*time.Millisecond))
	}
}
