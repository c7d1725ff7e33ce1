package delivery

import (
	"context"
	"errors"
	"fmt"
	"time"

	"phonelogin/models"
	"phonelogin/models/phone"
	"phonelogin/providers"
)

// codeJournal keeps the row of each attempt to send a code, and records who will
// check the entered code.
func (m *Messenger) codeJournal(l Code) providers.Journal {
	judge, row := m.checkerJournal(l.Challenge), m.journal(l.Challenge.Phone, l.Challenge.Purpose, l.Challenge.ID)
	return func(ctx context.Context, a providers.Attempt, ended bool) error {
		if err := judge(ctx, a, ended); err != nil {
			return err // no row, because there is no attempt
		}
		return row(ctx, a, ended)
	}
}

// journal keeps a row of each attempt to send a message to a number. challenge is
// the one whose code it carries; "" for notices. When the row cannot be written
// before the call, nothing is sent: its cost could not be known afterwards. Row
// times come from the clock of all replicas, not from the router's.
func (m *Messenger) journal(to phone.Number, purpose models.Purpose, challenge string) providers.Journal {
	row := models.Message{
		ChallengeID: models.Text(challenge), Number: to.Masked(), NumberHash: m.numbers.Hash(to), Country: to.Country(),
		Purpose: purpose, State: models.MessageSending,
	}
	return func(ctx context.Context, a providers.Attempt, ended bool) error {
		ctx, cancel := outlive(ctx)
		defer cancel()
		if ended {
			a.At = m.now().Add(-a.Took)
			m.noteOutcome(ctx, to, a)
			return nil
		}
		next := row
		next.ID, next.Provider, next.Channel, next.CreatedAt = a.ID, a.Provider, a.Channel, m.now()
		err := m.db.AddMessage(ctx, &next)
		if err != nil {
			return fmt.Errorf("note message: %w", err)
		}
		return nil
	}
}

// outlive gives a write five seconds of its own: the request may be out of time, and what
// became of its message is recorded all the same.
func outlive(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
}

// noteOutcome stores the outcome of an attempt. A failure is only logged: the row
// does not change what was sent.
func (m *Messenger) noteOutcome(ctx context.Context, to phone.Number, a providers.Attempt) {
	row := outcome(a)
	if err := m.db.EndMessage(ctx, &row); err != nil {
		m.log.ErrorContext(ctx, "outcome of a message not noted", "message", a.ID, "state", row.State, "error", err)
	}
	if a.Err != nil && providers.KindOf(a.Err) == providers.OptedOut {
		m.noteOptOut(ctx, m.numbers.Hash(to), a.Channel, a.Provider, a.At)
	}
	if a.Receipt.ID == "" || m.reporters[a.Provider] == nil {
		return
	}
	early, err := m.db.TakeEarlyReports(ctx, a.Provider, a.Receipt.ID)
	for _, r := range early {
		err = errors.Join(err, m.noteReport(ctx, r))
	}
	if err != nil {
		m.log.ErrorContext(ctx, "early reports of a message not noted", "message", a.ID, "error", err)
	}
}

// outcome is the row of a message after its attempt.
func outcome(a providers.Attempt) models.Message {
	at := a.At.Add(a.Took)
	row := models.Message{
		ID: a.ID, ProviderID: models.Text(a.Receipt.ID), State: models.MessageSent, TakenAt: &at,
		Segments: a.Receipt.Segments, Price: decimal(a.Receipt.Price), Currency: models.Text(a.Receipt.Currency),
	}
	if a.Err == nil {
		return row
	}
	row.TakenAt, row.State, row.Reason = nil, models.MessageFailed, string(providers.ReasonOf(a.Err))
	var e *providers.Error
	if errors.As(a.Err, &e) {
		row.Code, row.Detail = e.Code, e.Detail
	}
	if e == nil || e.Unsure {
		row.State = models.MessageUnsure
		return row
	}
	row.FinalAt = &at
	return row
}
