package takeover

import (
	"context"
	"errors"
	"fmt"
	"io"

	"phonelogin/models"
	"phonelogin/models/gotrue"
)

// Finished reports whether all users were read.
func (i *Import) Finished() bool { return i.state.FinishedAt != nil }

// Progress is how far the import has come.
func (i *Import) Progress() Progress { return i.state.Progress }

// Run imports users until all are read, and calls tell after each batch. Skipped
// items go to report, one JSON object a line with the user's id and never a number;
// report may be nil. ErrStopped when ctx ends: the current batch is finished first.
func (i *Import) Run(ctx context.Context, report io.WriterAt, tell func(Progress)) error {
	work := context.WithoutCancel(ctx)
	reading := i.readAfter(work, i.state.Progress.After)
	for ctx.Err() == nil {
		read := <-reading
		if read.err != nil {
			return errors.Join(read.err, i.release(work))
		}
		if len(read.Users) == 0 {
			now := i.importer.now()
			i.state.FinishedAt = &now
			return i.release(work)
		}
		// The next batch is read while this one is stored: each waits for another
		// database.
		reading = i.readAfter(work, read.last())
		err := i.storeBatch(work, read, report)
		if errors.Is(err, ErrBusy) {
			return err
		}
		if err != nil {
			return errors.Join(err, i.release(work))
		}
		tell(i.state.Progress)
	}
	return errors.Join(ErrStopped, i.release(work))
}

// batchRead is a batch of the other server, or the error of reading it.
type batchRead struct {
	*gotrue.Batch
	err error
}

// last is the last user of a batch that is not empty.
func (r batchRead) last() string { return r.Users[len(r.Users)-1].ID }

func (i *Import) readAfter(ctx context.Context, user string) <-chan batchRead {
	c := make(chan batchRead, 1) // buffered: when an import stops, nobody receives the last batch
	go func() {
		b, err := i.Source.Batch(ctx, user, i.Batch, func(u *gotrue.User) bool { return unfitReason(u) == "" })
		c <- batchRead{b, err}
	}()
	return c
}

// Abandon releases the claim before anything was imported.
func (i *Import) Abandon(ctx context.Context) error { return i.release(ctx) }

// release lets another process continue at once.
func (i *Import) release(ctx context.Context) error {
	i.state.Progress.Running = false
	return i.storeProgress(ctx)
}

// storeBatch stores one batch.
func (i *Import) storeBatch(ctx context.Context, read batchRead, report io.WriterAt) error {
	candidates, left, err := i.candidates(read.Batch)
	if err != nil {
		return err
	}
	step := models.ImportStep{Import: i.state, Now: i.importer.now()}
	for _, c := range candidates {
		step.IDs = append(step.IDs, c.user.ID)
		if c.user.Phone != "" {
			step.Phones = append(append(step.Phones, c.user.Phone), c.user.Phone.OldSpellings()...)
		}
		if c.user.Email != "" {
			step.Emails = append(step.Emails, string(c.user.Email))
		}
	}
	step.Judge = func(inTheWay []models.User) (*models.Imported, error) {
		rows, more := pickStorable(candidates, inTheWay)
		rows.Progress = i.state.Progress
		rows.Progress.After, rows.Progress.Read = read.last(), rows.Progress.Read+int64(len(read.Users))
		return rows, countBatch(rows, append(left[:len(left):len(left)], more...), report)
	}
	err = i.importer.db.KeepImported(ctx, step)
	if errors.Is(err, models.ErrNotFound) {
		return ErrBusy
	}
	if err != nil {
		return fmt.Errorf("store users: %w", err)
	}
	return nil
}
