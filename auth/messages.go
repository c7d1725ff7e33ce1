package auth

import (
	"context"
	"errors"
	"fmt"
	"time"

	"phonelogin/models"
	"phonelogin/providers"
)

// codeJournal notes of each attempt to send a challenge's code who judges what is
// entered, and keeps its row.
func (s *Service) codeJournal(r Request, c *models.Challenge) providers.Journal {
	judge, row := s.noteChecker(c), s.journal(r.Phone, r.Purpose, c.ID)
	return func(ctx context.Context, a providers.Attempt, ended bool) error {
		if err := judge(ctx, a, ended); err != nil {
			return err // no row: there is no attempt
		}
		return row(ctx, a, ended)
	}
}

// journal keeps a row of each attempt to send a message to a number; challenge is
// whose code it carries, "" for notices. Where the row cannot be written before
// dialling, nothing is sent: nobody could tell afterwards what it cost. The router
// has a clock of its own; the row has ours.
func (s *Service) journal(to Phone, p Purpose, challenge string) providers.Journal {
	return func(ctx context.Context, a providers.Attempt, ended bool) error {
		// The request's own time may be up; what was sent is noted all the same.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		if ended {
			a.At = s.now().Add(-a.Took)
			s.noteOutcome(ctx, to, a)
			return nil
		}
		err := s.db.AddMessage(ctx, &models.Message{
			ID: a.ID, ChallengeID: models.Text(challenge), Number: to.Masked(), NumberHash: s.numberKey.Hash(to),
			Country: to.Country(), Purpose: p, Provider: a.Provider, Channel: string(a.Channel),
			State: models.MessageSending, CreatedAt: s.now(),
		})
		if err != nil {
			return fmt.Errorf("note message: %w", err)
		}
		return nil
	}
}

// noteOutcome writes what came of an attempt. A failure is logged: the message is
// sent or not, whatever the row says.
func (s *Service) noteOutcome(ctx context.Context, to Phone, a providers.Attempt) {
	m := outcome(a)
	if err := s.db.EndMessage(ctx, &m); err != nil {
		s.log.ErrorContext(ctx, "outcome of a message not noted", "message", a.ID, "state", m.State, "error", err)
	}
	if a.Err != nil && providers.KindOf(a.Err) == providers.OptedOut {
		s.noteOptOut(ctx, s.numberKey.Hash(to), a.Channel, a.Provider, a.At)
	}
	if a.Receipt.ID == "" || s.reporters[a.Provider] == nil {
		return
	}
	early, err := s.db.TakeEarlyReports(ctx, a.Provider, a.Receipt.ID)
	for _, r := range early {
		err = errors.Join(err, s.noteReport(ctx, r))
	}
	if err != nil {
		s.log.ErrorContext(ctx, "early reports of a message not noted", "message", a.ID, "error", err)
	}
}

// outcome is a message as its attempt left it.
func outcome(a providers.Attempt) models.Message {
	at := a.At.Add(a.Took)
	m := models.Message{
		ID: a.ID, ProviderID: models.Text(a.Receipt.ID), State: models.MessageSent, TakenAt: &at,
		Segments: a.Receipt.Segments, Price: decimal(a.Receipt.Price), Currency: models.Text(a.Receipt.Currency),
	}
	if a.Err == nil {
		return m
	}
	m.TakenAt, m.State, m.Reason = nil, models.MessageFailed, string(providers.ReasonOf(a.Err))
	var e *providers.Error
	if errors.As(a.Err, &e) {
		m.Code, m.Detail = e.Code, e.Detail
	}
	if e == nil || e.Unsure {
		m.State = models.MessageUnsure
		return m
	}
	m.FinalAt = &at
	return m
}
