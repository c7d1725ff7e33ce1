package mfa

import (
	"context"
	"errors"
	"fmt"
	"time"

	"phonelogin/auth/client"
	"phonelogin/auth/limits"
	"phonelogin/auth/otp"
	"phonelogin/auth/refusal"
	"phonelogin/auth/sessions"
	"phonelogin/auth/totp"
	"phonelogin/models"
)

// Answer is a code entered for a factor.
type Answer struct {
	FactorID  string
	Challenge string
	Code      string // as it was typed or pasted
}

// Verify raises the bearer's session to aal2 for a right code and verifies the
// factor: of simultaneous right answers one succeeds. Other sessions of the user
// below aal2 end. Refuses with AnonymousUser, NoSession, UnknownFactor,
// PhoneFactorsOff, TOTPFactorsOff, UnknownFactorRequest, FactorRequestElsewhere,
// FactorRequestOver, TooManyGuesses, FactorStopped, WrongCode or CheckFailed, and as
// the mfa_verification_attempt and custom_access_token hooks do.
func (s *Service) Verify(ctx context.Context, b *sessions.Bearer, a Answer) (*sessions.Grant, error) {
	if err := mayUseFactors(b); err != nil {
		return nil, err
	}
	f, err := s.usableFactor(ctx, b.User.ID, a.FactorID)
	if err != nil {
		return nil, err
	}
	code, ok := s.readCode(f, a.Code)
	if err := s.reserveGuess(ctx, f, a, ok); err != nil {
		return nil, err
	}
	a.Code = code
	step, err := s.tryFactor(ctx, f, a)
	if err != nil {
		return nil, err
	}
	h, err := s.db.ProveFactor(ctx, models.FactorProof{
		Factor: f, ChallengeID: a.Challenge, UsedStep: step,
		SessionID: b.Session.ID, Now: s.now(),
	})
	switch {
	case errors.Is(err, models.ErrTaken):
		return nil, refusal.New(refusal.FactorRequestElsewhere) // another answer was faster
	case errors.Is(err, models.ErrNotFound):
		return nil, refusal.New(refusal.NoSession)
	case err != nil:
		return nil, fmt.Errorf("prove factor: %w", err)
	}
	s.log.InfoContext(ctx, "second factor proved", "user", f.UserID, "factor", f.ID, "type", f.FactorType,
		"session", h.Session.ID, "ip", client.From(ctx).IP)
	return s.sessions.Grant(ctx, &h.User, &h.Session, f.Method())
}

// tryFactor compares the code and records the attempt. It returns the time step of
// an authenticator app's code.
func (s *Service) tryFactor(ctx context.Context, f *Factor, a Answer) (int64, error) {
	step, valid, err := s.matchFactor(ctx, f, a)
	if err != nil {
		return 0, err
	}
	s.audit.Record(ctx, "verification_attempted", f.UserID, models.Metadata{
		"factor_id": f.ID, "challenge_id": a.Challenge, "factor_type": f.FactorType, "valid": valid,
	})
	signOut, err := s.hooks.MFAAttempt(ctx, f, valid)
	if err := s.sessions.ApplyVerdict(ctx, f.UserID, signOut, err); err != nil {
		return 0, err
	}
	if !valid {
		return 0, wrongFactorCode(f)
	}
	return step, nil
}

func wrongFactorCode(f *Factor) error {
	if f.FactorType == PhoneFactor {
		return refusal.Kinded(refusal.WrongCode, refusal.PhoneFactorCode)
	}
	return refusal.Kinded(refusal.WrongCode, refusal.TOTPFactorCode)
}

// reserveGuess checks the challenge and counts the try before the comparison. Input
// that cannot be a code is wrong without a try.
func (s *Service) reserveGuess(ctx context.Context, f *Factor, a Answer, isCode bool) error {
	c, err := s.db.MFAChallenge(ctx, f.ID, a.Challenge)
	switch {
	case errors.Is(err, models.ErrNotFound):
		return refusal.New(refusal.UnknownFactorRequest)
	case err != nil:
		return fmt.Errorf("find challenge of factor: %w", err)
	case c.VerifiedAt != nil || !s.mayAnswerFrom(client.From(ctx).IP, c):
		return refusal.New(refusal.FactorRequestElsewhere)
	case c.Tries >= limits.MaxTries || !s.now().Before(c.ExpiresAt):
		return requestOver(c.ID)
	case !isCode:
		return wrongFactorCode(f)
	}
	err = s.db.ReserveGuess(ctx, models.Guess{
		UserID: f.UserID, FactorID: f.ID, ChallengeID: c.ID, MaxTries: limits.MaxTries, Now: s.now(), Judge: s.judgeGuess,
	})
	if errors.Is(err, models.ErrNotFound) {
		return requestOver(c.ID)
	}
	if err != nil {
		return fmt.Errorf("reserve guess: %w", err)
	}
	return nil
}

// mayAnswerFrom reports whether an address may answer a challenge: the one that
// asked for it, or another one of the same client, by the client of rate limits.
func (s *Service) mayAnswerFrom(ip string, c *models.MFAChallenge) bool {
	return !s.rules.SameAddress || limits.ClientOf(ip) == limits.ClientOf(c.IP)
}

func requestOver(id string) error {
	return refusal.Because(refusal.FactorRequestOver, id)
}

// judgeGuess slows guesses at a factor like guesses at a number, so that new
// challenges allow no more guesses (S5, S6).
func (s *Service) judgeGuess(failures int, failedAt *time.Time) error {
	if failures >= limits.MaxFailures {
		return refusal.New(refusal.FactorStopped)
	}
	if failedAt == nil {
		return nil
	}
	if wait := limits.Remaining(*failedAt, limits.DelayAfter(failures), s.now()); wait > 0 {
		return &refusal.Refusal{Reason: refusal.TooManyGuesses, RetryAfter: wait}
	}
	return nil
}

// readCode extracts a code from typed or pasted text. ok is false when there cannot
// be one.
func (s *Service) readCode(f *Factor, text string) (code string, ok bool) {
	if f.FactorType == PhoneFactor {
		return s.checker.Read(otp.MFA, f.Phone, text)
	}
	code = otp.Read(text, totp.Digits)
	return code, len(code) == totp.Digits
}

// matchFactor compares the code.
func (s *Service) matchFactor(ctx context.Context, f *Factor, a Answer) (step int64, valid bool, err error) {
	if f.FactorType == TOTPFactor {
		secret, err := s.seal.Open(f.ID, f.Secret)
		if err != nil {
			return 0, false, fmt.Errorf("read secret of factor: %w", err)
		}
		step, valid = totp.Match(secret, a.Code, s.now(), f.UsedStep)
		return step, valid, nil
	}
	_, err = s.checker.Check(ctx, otp.Attempt{
		Challenge: a.Challenge, Phone: f.Phone, Purpose: otp.MFA, Face: models.FactorFace(f.ID),
		Code: a.Code, UserID: f.UserID,
	})
	var refused *refusal.Refusal
	if errors.As(err, &refused) && refused.Reason != refusal.CheckFailed {
		return 0, false, nil
	}
	return 0, err == nil, err
}
