package auth

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
	ErrImportBusy    = errors.New("another import from this database is under way")
	ErrImportStopped = errors.New("stopped after a whole batch: the same command goes on from there")
)

const (
	// importLease is how long an import may give no sign of life before another
	// one takes it over: one that was killed cannot say so.
	importLease = 5 * time.Second

	importPoll = 250 * time.Millisecond

	// firstUser comes before all users.
	firstUser = "00000000-0000-0000-0000-000000000000"
)

// ImportFrom says what to take over, and how.
type ImportFrom struct {
	Source         *gotrue.Source
	DecryptionKeys map[string][]byte // of that server's encrypted columns, by their ids
	Batch          int               // users at once
	Again          bool              // read everything anew where the import is finished, for users that are new
}

// Import is the taking over of another server's users: one that was begun, begun
// before, or is finished. A user is taken whole or not at all, and who is here
// already is left alone.
type Import struct {
	ImportFrom
	s     *Service
	state *models.Import
}

// ImportProgress is how far an import has come.
type ImportProgress = models.ImportProgress

// BeginImport claims the import from a database, or the rest of it. ErrImportBusy
// when another process is at it.
func (s *Service) BeginImport(ctx context.Context, from ImportFrom) (*Import, error) {
	i := &Import{ImportFrom: from, s: s}
	state, err := s.db.FindImport(ctx, from.Source.Name())
	if errors.Is(err, models.ErrNotFound) {
		return i, i.begin(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("find import: %w", err)
	}
	i.state = state
	if err := i.awaitDeath(ctx); err != nil {
		return nil, err
	}
	if i.Finished() && !from.Again {
		return i, nil
	}
	if i.Finished() {
		return i, i.restart(ctx)
	}
	i.state.Progress.Running = true
	return i, i.move(ctx)
}

func (i *Import) begin(ctx context.Context) error {
	now := i.s.now()
	i.state = &models.Import{Source: i.Source.Name(), BeganAt: now, UpdatedAt: now}
	if err := i.reset(ctx); err != nil {
		return err
	}
	err := i.s.db.BeginImport(ctx, i.state)
	if errors.Is(err, models.ErrTaken) {
		return ErrImportBusy
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
	i.state.BeganAt, i.state.FinishedAt = i.s.now(), nil
	return i.move(ctx)
}

func (i *Import) reset(ctx context.Context) error {
	total, err := i.Source.Count(ctx)
	if err != nil {
		return fmt.Errorf("count users: %w", err)
	}
	i.state.Progress = ImportProgress{
		Running: true, After: firstUser, Total: total, Taken: map[string]int{}, Left: map[string]int{},
	}
	return nil
}

// awaitDeath returns once nobody is at the import, or whoever was has given no
// sign of life for the lease. ErrImportBusy as soon as they do.
func (i *Import) awaitDeath(ctx context.Context) error {
	for i.state.Progress.Running && limits.Within(i.state.UpdatedAt, importLease, i.s.now()) {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(importPoll):
		}
		state, err := i.s.db.FindImport(ctx, i.state.Source)
		if err != nil {
			return fmt.Errorf("find import: %w", err)
		}
		if state.Progress.Running && !state.UpdatedAt.Equal(i.state.UpdatedAt) {
			return ErrImportBusy
		}
		i.state = state
	}
	return nil
}

func (i *Import) move(ctx context.Context) error {
	err := i.s.db.MoveImport(ctx, i.state, i.s.now())
	if errors.Is(err, models.ErrNotFound) {
		return ErrImportBusy
	}
	if err != nil {
		return fmt.Errorf("store progress: %w", err)
	}
	return nil
}
