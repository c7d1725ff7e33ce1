package main

import (
	"context"
	"log/slog"
	"time"

	"phonelogin/models"
)

// clockEvery is how often this machine's clocks are compared. The database's clock
// is measured less often.
const clockEvery = time.Second

// keepClock keeps the shared clock accurate, and logs when this machine's clock
// differs from it.
func (p *program) keepClock(ctx context.Context, log *slog.Logger) {
	watch := clockWatch{ahead: p.clock.Ahead, log: log}
	for tick := time.Tick(clockEvery); ; {
		if p.db.Kind() == "postgres" { // with SQLite this machine's clock counts
			watch.compare(ctx)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick:
			if !p.clock.Due() {
				continue
			}
			// The clock continues without the measurement; outages are logged elsewhere.
			if err := p.clock.Measure(ctx); err != nil {
				log.DebugContext(ctx, "clock not measured", "error", err)
			}
		}
	}
}

// clockWatch logs when this machine's clock begins to differ and when it agrees
// again.
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
	case w.differs && apart <= models.ClockTolerance/2: // a lower limit, or a value near the limit would be logged again and again
		w.differs = false
		w.log.InfoContext(ctx, "this machine's clock agrees with the database's again", "ahead", ahead.Round(10*time.Millisecond))
	}
}
