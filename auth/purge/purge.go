package purge

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"

	"phonelogin/auth/limits"
	"phonelogin/models"
)

// How long rows stay for which there is no setting.
const (
	// keepEnded is for rows that ended or expired. Nothing uses them, but for a day they
	// explain what happened.
	keepEnded = 24 * time.Hour

	// keepTries is for wrong codes that no right one followed. They stop a guesser
	// (S10); a hundred guesses a year find nothing.
	keepTries = 365 * 24 * time.Hour

	// keepUnproved is for sign-ups that nobody proved. Their codes live for minutes; the
	// rest is for people who come back to a sign-up that they did not finish.
	keepUnproved = 7 * 24 * time.Hour

	// keepTokens is for refresh tokens with a row that were replaced. One that comes
	// again later is refused as unknown.
	keepTokens = 30 * 24 * time.Hour
)

// The pace of a purge. A batch holds locks, and on SQLite the only writer, for some
// 20 ms. The pause after it is three times as long.
const (
	batchTakes   = 20 * time.Millisecond
	firstBatch   = 50
	largestBatch = 1000
	findAtOnce   = 5000
	restPerWork  = 3
)

// purgeEvery is the time between two purges of all replicas together.
const purgeEvery = time.Hour

// Purger deletes rows that are no longer needed.
type Purger struct {
	db     *models.DB
	keep   Keep
	limits func(time.Time) models.SessionLimits
	now    func() time.Time
	log    *slog.Logger
}

// Keep says how long rows stay, by the settings.
type Keep struct {
	AccessTokens   time.Duration // life of one: it can outlive the end of its session
	UnusedSessions time.Duration // 0 for ever
	Messages       time.Duration
	History        time.Duration // events of a number, and its hash in messages
	AuditLog       time.Duration // 0 for ever
}

// Deps are the dependencies of New.
type Deps struct {
	DB            *models.DB
	Keep          Keep
	SessionLimits func(now time.Time) models.SessionLimits // the limits of the settings, seen from a time
	Now           func() time.Time
	Log           *slog.Logger
}

// New makes a Purger.
func New(d Deps) *Purger {
	return &Purger{db: d.DB, keep: d.Keep, limits: d.SessionLimits, now: d.Now, log: d.Log}
}

// PurgeInTurn purges if a purge is due: once an hour, by one of all replicas. Call it
// more often than that.
func (p *Purger) PurgeInTurn(ctx context.Context) error {
	due, err := p.db.BeginRound(ctx, "purge", purgeEvery, p.now())
	if err != nil {
		return fmt.Errorf("begin round: %w", err)
	}
	if !due {
		return nil
	}
	return p.Purge(ctx)
}

// Purge deletes all rows that are no longer needed, in small batches with pauses. It
// stops when ctx ends.
func (p *Purger) Purge(ctx context.Context) error {
	gone, err := p.purgeFactors(ctx)
	for _, stale := range p.retention().Stale() {
		if err != nil {
			break
		}
		var n int64
		n, err = p.drop(ctx, stale)
		gone += n
	}
	if gone > 0 {
		p.log.InfoContext(ctx, "purged rows that are over", "rows", gone)
	}
	return err
}

// retention says from which times on rows stay.
func (p *Purger) retention() models.Retention {
	now := p.now()
	expired := now.Add(-keepEnded)
	ended := expired.Add(-p.keep.AccessTokens) // access tokens can outlive the end of their session
	return models.Retention{
		Expired: expired, Tries: now.Add(-keepTries), Sessions: p.limits(ended), Ended: ended, Unused: limits.Cutoff(now, p.keep.UnusedSessions),
		Tokens: now.Add(-keepTokens), Unproved: now.Add(-keepUnproved), Changes: now.Add(-limits.RevertWithin),
		Messages: now.Add(-p.keep.Messages), History: now.Add(-p.keep.History), Audit: limits.Cutoff(now, p.keep.AuditLog), Buckets: now.Add(-limits.LongestRefill),
	}
}

// drop deletes rows of one kind and returns how many it deleted.
func (p *Purger) drop(ctx context.Context, stale models.StaleRows) (gone int64, err error) {
	size := firstBatch
	for {
		keys, err := p.db.StaleKeys(ctx, stale, findAtOnce)
		if err != nil || len(keys) == 0 {
			return gone, err
		}
		found, before := len(keys), gone
		for len(keys) > 0 {
			batch := keys[:min(size, len(keys))]
			keys = keys[len(batch):]
			began := p.now()
			n, err := p.db.DropStale(ctx, stale, batch)
			if err != nil {
				return gone, err
			}
			gone += n
			took := p.now().Sub(began)
			size = nextBatch(size, took)
			if len(keys) == 0 && found < findAtOnce {
				return gone, nil
			}
			if err := rest(ctx, took); err != nil {
				return gone, err
			}
		}
		if gone == before {
			return gone, nil // other transactions hold locks on all of them
		}
	}
}

// nextBatch returns the size of the batch that follows one of a size that took so long.
func nextBatch(size int, took time.Duration) int {
	switch {
	case took > batchTakes:
		return max(1, size/2)
	case took < batchTakes/2:
		return min(2*size, largestBatch)
	}
	return size
}

// rest pauses for three times as long as the work took, at most three seconds, and up
// to 5 ms more. The error is that of ctx.
func rest(ctx context.Context, work time.Duration) error {
	pause := restPerWork*min(max(work, 0), time.Second) + rand.N(5*time.Millisecond)
	select {
	case <-time.After(pause):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// purgeFactors removes factors that nobody ever proved, and returns how many. It removes
// them one by one because their user's row counts them.
func (p *Purger) purgeFactors(ctx context.Context) (gone int64, err error) {
	now := p.now()
	stale, err := p.db.StaleFactors(ctx, now.Add(-keepEnded), now, findAtOnce)
	if err != nil {
		return 0, fmt.Errorf("find unverified factors: %w", err)
	}
	for _, f := range stale {
		err := p.db.DropFactor(ctx, &f)
		switch {
		case err == nil:
			gone++
		case !errors.Is(err, models.ErrNotFound): // verified or gone meanwhile
			return gone, fmt.Errorf("drop unverified factor: %w", err)
		}
		if err := rest(ctx, 0); err != nil {
			return gone, err
		}
	}
	return gone, nil
}
