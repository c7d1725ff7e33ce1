package auth

import (
	"context"
	"errors"
	"fmt"

	"phonelogin/auth/client"
	"phonelogin/auth/limits"
	"phonelogin/auth/refusal"
	"phonelogin/auth/secrets"
	"phonelogin/models"
)

// Check counts the try, compares, and tells the challenge whose code it is. It leaves
// the challenge unspent: the caller spends it in the transaction of what the code was
// for. Refuses with NotACode, WrongCode, CodeExpired, TooManyTries or CheckFailed.
func (s *Service) Check(ctx context.Context, a Attempt) (*models.Challenge, error) {
	code, ok := s.ReadCode(a.Purpose, a.Phone, a.Code)
	if !ok {
		return nil, refusal.New(refusal.NotACode)
	}
	a.Code = code
	live, err := s.reserve(ctx, a)
	if err != nil {
		return nil, fmt.Errorf("reserve try: %w", err)
	}
	test, isTest := s.testCode(a.Phone)
	for i, c := range live {
		want := secrets.Code(s.codeKey, &c, s.codes(Purpose(c.Purpose)).Digits)
		if secrets.Equal(a.Code, want) || isTest && c.Phone == string(a.Phone) && secrets.Equal(a.Code, test) {
			if a.answers(&c) {
				s.noteEntered(c.ID)
				return &live[i], nil
			}
		}
	}
	c, err := s.checkElsewhere(ctx, a, live)
	if c != nil {
		s.noteEntered(c.ID)
	}
	if c != nil || err != nil {
		s.noteRefusedCode(a, live, false, err)
		return c, err
	}
	older, err := s.spareOlder(ctx, a, live)
	if err != nil {
		return nil, err
	}
	err = s.whyNot(ctx, a, live)
	s.noteRefusedCode(a, live, older, err)
	s.log.InfoContext(ctx, "code refused", "phone", a.Phone.Masked(), "purpose", a.Purpose,
		"reason", err, "ip", client.From(ctx).IP)
	return nil, err
}

// answers reports whether a right code for c counts for what it was entered for.
func (a Attempt) answers(c *models.Challenge) bool {
	return c.Purpose == string(a.Purpose) && c.App == a.Face && (a.UserID == "" || string(c.UserID) == a.UserID)
}

// reserve counts the try. A test number needs no request before its code: one
// is noted for it, so that its tries are limited like all others (S11).
func (s *Service) reserve(ctx context.Context, a Attempt) ([]models.Challenge, error) {
	try := models.Try{
		ID: a.Challenge, Phone: string(a.Phone), Purpose: string(a.Purpose), App: a.Face,
		MaxTries: limits.MaxTries, Now: s.now(),
	}
	live, err := s.reserveTry(ctx, try)
	if err != nil || len(live) > 0 || a.Challenge != "" || a.Purpose != Login {
		return live, err
	}
	if _, isTest := s.testCode(a.Phone); !isTest {
		return nil, nil
	}
	if err := s.users.AdoptSpelling(ctx, a.Phone); err != nil {
		return nil, err
	}
	r := Request{Phone: a.Phone, Purpose: a.Purpose, Face: a.Face, Channel: s.messenger.Channels()[0]}
	if _, _, err := s.open(ctx, r, knownOnly, true); err != nil {
		return nil, s.asWrong(err)
	}
	return s.db.ReserveTry(ctx, try)
}

// reserveTry counts a try. A code that was made in the future is good for no longer
// than one that is made now.
func (s *Service) reserveTry(ctx context.Context, try models.Try) ([]models.Challenge, error) {
	live, err := s.db.ReserveTry(ctx, try)
	for i := range live {
		if err == nil && live[i].CreatedAt.Sub(try.Now) > models.ClockTolerance {
			return live, s.db.RepairTimes(ctx, live[i].Phone, try.Now, limits.LongestLife)
		}
	}
	return live, err
}

// asWrong keeps a refusal to open a challenge from telling more than that the
// code does not count.
func (s *Service) asWrong(err error) error {
	var r *refusal.Refusal
	if errors.As(err, &r) {
		return nil
	}
	return err
}

// whyNot tells what to say about a code that was not accepted. Only the bearer
// of the challenge's id hears more than "wrong".
func (s *Service) whyNot(ctx context.Context, a Attempt, live []models.Challenge) error {
	if len(live) == 1 && a.Challenge != "" {
		left := limits.MaxTries - live[0].Tries
		if left <= 0 {
			return refusal.New(refusal.TooManyTries)
		}
		return &refusal.Refusal{Reason: refusal.WrongCode, TriesLeft: left}
	}
	if a.Challenge == "" {
		return refusal.New(refusal.WrongCode)
	}
	c, err := s.db.Challenge(ctx, a.Challenge)
	switch {
	case errors.Is(err, models.ErrNotFound):
		return refusal.New(refusal.WrongCode)
	case err != nil:
		return fmt.Errorf("read challenge: %w", err)
	case c.SpentAt != nil:
		return refusal.New(refusal.WrongCode)
	case c.Tries >= limits.MaxTries:
		return refusal.New(refusal.TooManyTries)
	}
	return refusal.New(refusal.CodeExpired)
}

// checkElsewhere asks the provider that made the code, if one did, about a code that
// is not ours. It returns the challenge whose code it is, or none, or refuses with
// CheckFailed.
func (s *Service) checkElsewhere(ctx context.Context, a Attempt, live []models.Challenge) (*models.Challenge, error) {
	var c *models.Challenge // the newest, because a provider knows one code for a number
	for i := range live {
		if live[i].CheckedBy != "" && a.answers(&live[i]) && (c == nil || live[i].SentAt.After(c.SentAt)) {
			c = &live[i]
		}
	}
	if c == nil {
		return nil, nil
	}
	right, err := s.messenger.CheckCode(ctx, c, a.Code)
	if err != nil || !right {
		return nil, err
	}
	return c, nil
}

// noteEntered remembers that the message of a challenge did what it was for.
func (s *Service) noteEntered(challenge string) {
	s.entered.Add(models.EnteredCode{Challenge: challenge, At: s.now()})
}
