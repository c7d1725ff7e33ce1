package otp

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"phonelogin/auth/client"
	"phonelogin/auth/delivery"
	"phonelogin/auth/limits"
	"phonelogin/auth/numberlog"
	"phonelogin/auth/refusal"
	"phonelogin/auth/secrets"
	"phonelogin/auth/users"
	"phonelogin/auth/writebehind"
	"phonelogin/models"
)

// Checker checks codes that people entered.
type Checker struct {
	maker
	codes     *Codes // opens the challenges of test numbers
	db        *models.DB
	users     *users.Users
	messenger *delivery.Messenger
	events    *numberlog.Log
	entered   *writebehind.Queue[models.EnteredCode]
	repeatKey []byte
	log       *slog.Logger
}

// Check counts the try, compares the code, and returns the challenge that it belongs
// to. It does not spend the challenge: the caller does, in the transaction of what the
// code is for. Refuses with NotACode, WrongCode, CodeExpired, TooManyTries or
// CheckFailed.
func (ck *Checker) Check(ctx context.Context, a Attempt) (*models.Challenge, error) {
	code, ok := ck.Read(a.Purpose, a.Phone, a.Code)
	if !ok {
		return nil, refusal.New(refusal.NotACode)
	}
	a.Code = code
	live, err := ck.reserve(ctx, a)
	if err != nil {
		return nil, fmt.Errorf("reserve try: %w", err)
	}
	c := ck.match(a, live)
	if c == nil {
		c, err = ck.checkElsewhere(ctx, a, live)
	}
	switch {
	case err != nil:
		ck.noteRefusedCode(a, live, false, err)
		return nil, err
	case c != nil:
		ck.noteEntered(c.ID)
		return c, nil
	}
	superseded, err := ck.spareSuperseded(ctx, a, live)
	if err != nil {
		return nil, err
	}
	err = ck.refusalOf(ctx, a, live)
	ck.noteRefusedCode(a, live, superseded, err)
	ck.log.InfoContext(ctx, "code refused", "phone", a.Phone.Masked(), "purpose", a.Purpose,
		"reason", err, "ip", client.From(ctx).IP)
	return nil, err
}

// reserve counts the try and returns the challenges that may be meant. The code of a
// test number may come without a request. Then reserve opens a challenge, so that the
// tries are limited like all others (S11).
func (ck *Checker) reserve(ctx context.Context, a Attempt) ([]models.Challenge, error) {
	try := models.Try{
		ID: a.Challenge, Phone: a.Phone, Purpose: a.Purpose, Face: a.Face,
		MaxTries: limits.MaxTries, Now: ck.now(),
	}
	live, err := ck.reserveTry(ctx, try)
	if err != nil || len(live) > 0 || a.Challenge != "" || a.Purpose != Login {
		return live, err
	}
	if !ck.IsTestNumber(a.Phone) {
		return nil, nil
	}
	if err := ck.users.AdoptSpelling(ctx, a.Phone); err != nil {
		return nil, err
	}
	r := Request{Phone: a.Phone, Purpose: a.Purpose, Face: a.Face, Channel: ck.messenger.Channels()[0]}
	if _, _, err := ck.codes.openChallenge(ctx, r, knownOnly, true); err != nil {
		return nil, dropRefusal(err)
	}
	return ck.db.ReserveTry(ctx, try)
}

// reserveTry counts a try. If the clock was wrong when a challenge was made, its times
// lie in the future: reserveTry shortens them to those of a challenge made now.
func (ck *Checker) reserveTry(ctx context.Context, try models.Try) ([]models.Challenge, error) {
	live, err := ck.db.ReserveTry(ctx, try)
	for i := range live {
		if err == nil && live[i].CreatedAt.Sub(try.Now) > models.ClockTolerance {
			return live, ck.db.RepairTimes(ctx, live[i].Phone, try.Now, limits.LongestLife)
		}
	}
	return live, err
}

// dropRefusal drops a refusal to open a challenge: the caller then answers as for any
// wrong code.
func dropRefusal(err error) error {
	var r *refusal.Refusal
	if errors.As(err, &r) {
		return nil
	}
	return err
}

// match returns the challenge that the code belongs to, nil for none.
func (ck *Checker) match(a Attempt, live []models.Challenge) *models.Challenge {
	test, isTest := ck.testCode(a.Phone)
	for i := range live {
		c := &live[i]
		if secrets.Equal(a.Code, ck.codeOf(c)) || isTest && c.Phone == a.Phone && secrets.Equal(a.Code, test) {
			if a.isFor(c) {
				return c
			}
		}
	}
	return nil
}

// checkElsewhere asks the provider about a code that is not ours, if it makes codes of
// its own. It returns the challenge that the code belongs to, nil for none. Refuses with
// CheckFailed.
func (ck *Checker) checkElsewhere(ctx context.Context, a Attempt, live []models.Challenge) (*models.Challenge, error) {
	var c *models.Challenge // the newest: a provider knows one code for each number
	for i := range live {
		if live[i].CheckedBy != "" && a.isFor(&live[i]) && (c == nil || live[i].SentAt.After(c.SentAt)) {
			c = &live[i]
		}
	}
	if c == nil {
		return nil, nil
	}
	right, err := ck.messenger.CheckCode(ctx, c, a.Code)
	if err != nil || !right {
		return nil, err
	}
	return c, nil
}

// noteEntered records that the code of a challenge was entered, for the conversion rate
// of messages.
func (ck *Checker) noteEntered(challenge string) {
	ck.entered.Add(models.EnteredCode{Challenge: challenge, At: ck.now()})
}

// refusalOf makes the refusal of a code. It tells more than WrongCode only to callers
// that name the challenge.
func (ck *Checker) refusalOf(ctx context.Context, a Attempt, live []models.Challenge) error {
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
	c, err := ck.db.Challenge(ctx, a.Challenge)
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
