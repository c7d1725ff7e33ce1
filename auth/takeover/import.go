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

// Errors of an import for the operator.
var (
	ErrBusy    = errors.New("another import from this database is under way")
	ErrStopped = errors.New("stopped after a whole batch: the same command goes on from there")
)

const (
	// lease is how long an import may go without a heartbeat before another process
	// takes it over. A killed process cannot release its claim.
	lease = 5 * time.Second

	// poll is how often a waiting process looks for a heartbeat.
	poll = 250 * time.Millisecond

	// firstUser sorts before all users.
	firstUser = "00000000-0000-0000-0000-000000000000"
)

// From says what to import, and how.
type From struct {
	Source         *gotrue.Source
	DecryptionKeys map[string][]byte // keys of that server's encrypted columns, by id
	Batch          int               // users in a batch
	Again          bool              // after a finished import, read everything again to import new users
}

// Import is one import: new, continued or finished. A user is imported whole or not
// at all, and existing users are not changed.
type Import struct {
	From
	importer *Importer
	state    *models.Import
}

// Progress is how far an import has come.
type Progress = models.ImportProgress

// Begin claims the import from a database, or the rest of it. ErrBusy when another
// process runs it.
func (to *Importer) Begin(ctx context.Context, from From) (*Import, error) {
	i := &Import{From: from, importer: to}
	state, err := to.db.FindImport(ctx, from.Source.Name())
	if errors.Is(err, models.ErrNotFound) {
		return i, i.create(ctx)
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

func (i *Import) create(ctx context.Context) error {
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

// awaitLease returns when no process runs the import, or its lease has expired.
// ErrBusy at the next heartbeat.
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
