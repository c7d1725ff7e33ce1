package takeover

import (
	"context"
	"errors"
	"fmt"
	"time"

	"phonelogin/auth/limits"
	"phonelogin/models"
	"phonelogin/models/gotrue"
)

// Errors of an import that are the operator's.
var (
	ErrBusy    = errors.New("another import from this database is under way")
	ErrStopped = errors.New("stopped after a whole batch: the same command goes on from there")
)

const (
	// lease is how long an import may give no sign of life before another one takes
	// it over: one that was killed cannot say so.
	lease = 5 * time.Second

	// poll is how often the next one looks for such a sign.
	poll = 250 * time.Millisecond

	// firstUser comes before all users.
	firstUser = "00000000-0000-0000-0000-000000000000"
)

// From says what to take over, and how.
type From struct {
	Source         *gotrue.Source
	DecryptionKeys map[string][]byte // of that server's encrypted columns, by their ids
	Batch          int               // users at once
	Again          bool              // read everything anew where the import is finished, for users that are new
}

// Import is the taking over of another server's users: one that was begun, begun
// before, or is finished. A user is taken whole or not at all, and who is here
// already is left alone.
type Import struct {
	From
	importer *Importer
	state    *models.Import
}

// Progress is how far an import has come.
type Progress = models.ImportProgress

// Begin claims the import from a database, or the rest of it. ErrBusy when another
// process is at it.
func (to *Importer) Begin(ctx context.Context, from From) (*Import, error) {
	i := &Import{From: from, importer: to}
	state, err := to.db.FindImport(ctx, from.Source.Name())
	if errors.Is(err, models.ErrNotFound) {
		return i, i.begin(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("find import: %w", err)
	}
	i.state = state
	if err := i.awaitLease(ctx); err != nil {
		return nil, err
	}
	if i.Finished() && !from.Again {
		return i, nil
	}
	if i.Finished() {
		return i, i.restart(ctx)
	}
	i.state.Progress.Running = true
	return i, i.storeProgress(ctx)
}

func (i *Import) begin(ctx context.Context) error {
	now := i.importer.now()
	i.state = &models.Import{Source: i.Source.Name(), BeganAt: now, UpdatedAt: now}
	if err := i.reset(ctx); err != nil {
		return err
	}
	err := i.importer.db.BeginImport(ctx, i.state)
	if errors.Is(err, models.ErrTaken) {
		return ErrBusy
	}
	if err != nil {
		return fmt.Errorf("store import: %w", err)
	}
	return nil
}

func (i *Import) restart(ctx context.Context) error {
	if err := i.reset(ctx); err != nil {
		return err
	}
	i.state.BeganAt, i.state.FinishedAt = i.importer.now(), nil
	return i.storeProgress(ctx)
}

func (i *Import) reset(ctx context.Context) error {
	total, err := i.Source.Count(ctx)
	if err != nil {
		return fmt.Errorf("count users: %w", err)
	}
	i.state.Progress = Progress{
		Running: true, After: firstUser, Total: total, Taken: map[string]int{}, Left: map[string]int{},
	}
	return nil
}

// awaitLease returns once nobody is at the import, or whoever was has given no
// sign of life for the lease. ErrBusy as soon as they do.
func (i *Import) awaitLease(ctx context.Context) error {
	for i.state.Progress.Running && limits.Within(i.state.UpdatedAt, lease, i.importer.now()) {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(poll):
		}
		state, err := i.importer.db.FindImport(ctx, i.state.Source)
		if err != nil {
			return fmt.Errorf("find import: %w", err)
		}
		if state.Progress.Running && !state.UpdatedAt.Equal(i.state.UpdatedAt) {
			return ErrBusy
		}
		i.state = state
	}
	return nil
}

func (i *Import) storeProgress(ctx context.Context) error {
	err := i.importer.db.MoveImport(ctx, i.state, i.importer.now())
	if errors.Is(err, models.ErrNotFound) {
		return ErrBusy
	}
	if err != nil {
		return fmt.Errorf("store progress: %w", err)
	}
	return nil
}
