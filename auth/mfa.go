package auth

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"phonelogin/models"
	"phonelogin/providers"
)

// codeRules are what the codes of a purpose are made by.
type codeRules struct {
	digits   int
	period   time.Duration // between two messages to a number
	validity time.Duration
	text     *text
}

func (s *Service) codes(p Purpose) codeRules {
	otp := s.rules.RateLimits.OTP
	if p != MFA {
		return codeRules{s.rules.SMS.OTPLength, otp.Period, otp.Validity, s.text}
	}
	mfa := s.rules.MFA
	return codeRules{
		mfa.Phone.OTPLength, cmp.Or(mfa.Phone.MaxFrequency, otp.Period),
		min(mfa.ChallengeExpiry, longestLife), s.factorText,
	}
}

// maxFactorNumbers bounds the numbers that one user can have codes sent to
// within a day before any of them is proved to be theirs: messages cost money
// and bother whoever has the number.
const maxFactorNumbers = 5

// FactorRequest asks to prove a factor.
type FactorRequest struct {
	FactorID string
	Channel  providers.Channel // of a phone factor
	Client   Client
}

// FactorAsked is a challenge of a factor.
type FactorAsked struct {
	ID         string
	FactorType string
	ExpiresAt  time.Time
}

// Challenge begins to prove a factor: a number gets a code, which obeys the pace
// of that number; an authenticator app has one already. Refuses with
// AnonymousUser, NoSession, UnknownFactor, PhoneFactorsOff, TOTPFactorsOff,
// TooManyFactorNumbers and as Start does.
func (s *Service) Challenge(ctx context.Context, b *Bearer, r FactorRequest) (*FactorAsked, error) {
	if err := b.mayUseFactors(); err != nil {
		return nil, err
	}
	f, err := s.usableFactor(ctx, b.User.ID, r.FactorID)
	if err != nil {
		return nil, err
	}
	c := &models.MFAChallenge{FactorID: f.ID, IP: r.Client.IP}
	if f.FactorType == PhoneFactor {
		err = s.sendFactorCode(ctx, f, r.Channel, c)
	} else {
		c.CreatedAt = s.now()
		c.ExpiresAt = c.CreatedAt.Add(s.rules.MFA.ChallengeExpiry)
		c.ID, err = s.newID()
	}
	if err != nil {
		return nil, err
	}
	err = s.db.KeepMFAChallenge(ctx, c)
	if errors.Is(err, models.ErrNotFound) {
		return nil, refuse(UnknownFactor)
	}
	if err != nil {
		return nil, fmt.Errorf("keep challenge of factor: %w", err)
	}
	s.record(ctx, "challenge_created", f.UserID, Metadata{"factor_id": f.ID, "factor_status": f.Status})
	return &FactorAsked{ID: c.ID, FactorType: f.FactorType, ExpiresAt: c.ExpiresAt}, nil
}

// usableFactor finds a factor of a type that is switched on.
func (s *Service) usableFactor(ctx context.Context, userID, factorID string) (*Factor, error) {
	f, err := s.factor(ctx, userID, factorID)
	switch {
	case err != nil:
		return nil, err
	case f.FactorType == PhoneFactor && !s.rules.MFA.Phone.VerifyEnabled:
		return nil, refuse(PhoneFactorsOff)
	case f.FactorType == TOTPFactor && !s.rules.MFA.TOTP.VerifyEnabled:
		return nil, refuse(TOTPFactorsOff)
	}
	return f, nil
}

// sendFactorCode sends a code to the factor's number and fills in the challenge.
// Wrong codes are counted for the user and not among those of strangers, who
// could stop the number else (proves S7), and not for the factor, which its user
// could make anew.
func (s *Service) sendFactorCode(ctx context.Context, f *Factor, channel providers.Channel, c *models.MFAChallenge) error {
	if !f.Verified() {
		n, err := s.db.NumbersAsked(ctx, f.UserID, string(MFA), string(f.Phone), s.now().Add(-24*time.Hour))
		if err != nil {
			return fmt.Errorf("count numbers asked: %w", err)
		}
		if n >= maxFactorNumbers {
			return refuse(TooManyFactorNumbers)
		}
	}
	asked, err := s.Start(ctx, Request{
		Phone: Phone(f.Phone), Channel: channel, Purpose: MFA, Face: FactorFace + f.ID, App: s.apps.Default(),
		Device: "user:" + f.UserID, UserID: f.UserID,
	})
	if err != nil {
		return err
	}
	c.ID, c.CreatedAt, c.ExpiresAt = asked.Challenge, asked.SentAt, asked.ExpiresAt
	return nil
}

// FactorAnswer is a code that someone entered for a factor.
type FactorAnswer struct {
	FactorID  string
	Challenge string
	Code      string
	Client    Client
}

// VerifyFactor raises the session of whoever enters the right code to aal2 and
// makes the factor verified: exactly one of any number of right answers does.
// Other sessions of the user below aal2 end. Refuses with AnonymousUser,
// NoSession, UnknownFactor, PhoneFactorsOff, TOTPFactorsOff, UnknownFactorRequest,
// FactorRequestElsewhere, FactorRequestOver, TooManyGuesses, FactorStopped or
// WrongFactorCode.
func (s *Service) VerifyFactor(ctx context.Context, b *Bearer, a FactorAnswer) (*Grant, error) {
	if err := b.mayUseFactors(); err != nil {
		return nil, err
	}
	f, err := s.usableFactor(ctx, b.User.ID, a.FactorID)
	if err != nil {
		return nil, err
	}
	if err := s.reserveGuess(ctx, f, a); err != nil {
		return nil, err
	}
	step, valid, err := s.matchFactor(ctx, f, a)
	if err != nil {
		return nil, err
	}
	s.record(ctx, "verification_attempted", f.UserID, Metadata{
		"factor_id": f.ID, "challenge_id": a.Challenge, "factor_type": f.FactorType, "valid": valid,
	})
	if !valid {
		return nil, wrongFactorCode(f)
	}
	h, err := s.db.ProveFactor(ctx, models.FactorProof{
		Factor: f, ChallengeID: a.Challenge, UsedStep: step,
		SessionID: b.Session.ID, Method: methodOf(f.FactorType), Now: s.now(),
	})
	switch {
	case errors.Is(err, models.ErrTaken):
		return nil, refuse(FactorRequestElsewhere) // another answer was faster
	case errors.Is(err, models.ErrNotFound):
		return nil, refuse(NoSession)
	case err != nil:
		return nil, fmt.Errorf("prove factor: %w", err)
	}
	s.log.InfoContext(ctx, "second factor proved", "user", f.UserID, "factor", f.ID, "type", f.FactorType,
		"session", h.Session.ID, "ip", a.Client.IP)
	return s.grant(&h.User, &h.Session)
}

func wrongFactorCode(f *Factor) error {
	if f.FactorType == PhoneFactor {
		return refuseBecause(WrongFactorCode, "Invalid MFA Phone code entered")
	}
	return refuseBecause(WrongFactorCode, "Invalid TOTP code entered")
}

// reserveGuess judges the challenge and counts the try before anyone compares.
func (s *Service) reserveGuess(ctx context.Context, f *Factor, a FactorAnswer) error {
	c, err := s.db.MFAChallenge(ctx, f.ID, a.Challenge)
	switch {
	case errors.Is(err, models.ErrNotFound):
		return refuse(UnknownFactorRequest)
	case err != nil:
		return fmt.Errorf("find challenge of factor: %w", err)
	case c.VerifiedAt != nil || c.IP != a.Client.IP:
		return refuse(FactorRequestElsewhere)
	case c.Tries >= maxTries || !s.now().Before(c.ExpiresAt):
		return requestOver(c.ID)
	}
	err = s.db.ReserveGuess(ctx, models.Guess{
		FactorID: f.ID, ChallengeID: c.ID, MaxTries: maxTries, Now: s.now(), Judge: s.judgeGuess,
	})
	if errors.Is(err, models.ErrNotFound) {
		return requestOver(c.ID)
	}
	if err != nil {
		return fmt.Errorf("reserve guess: %w", err)
	}
	return nil
}

func requestOver(id string) error {
	return refuseBecause(FactorRequestOver,
		"MFA challenge "+id+" has expired, verify against another challenge or create a new challenge.")
}

// judgeGuess slows guesses at a factor as those at a number are, so that new
// challenges give no new guesses (proves S5, S6).
func (s *Service) judgeGuess(failures int, failedAt *time.Time) error {
	if failures >= maxFailures {
		return refuse(FactorStopped)
	}
	if failedAt == nil {
		return nil
	}
	if wait := failedAt.Add(delayAfter(failures)).Sub(s.now()); wait > 0 {
		return &Refusal{Reason: TooManyGuesses, RetryAfter: wait}
	}
	return nil
}

// matchFactor compares the code, and tells the time step of one that an
// authenticator app made.
func (s *Service) matchFactor(ctx context.Context, f *Factor, a FactorAnswer) (step int64, valid bool, err error) {
	if f.FactorType == TOTPFactor {
		secret, err := s.factorSeal.open(f.ID, f.Secret)
		if err != nil {
			return 0, false, fmt.Errorf("read secret of factor: %w", err)
		}
		step, valid = matchTOTP(secret, a.Code, s.now(), f.UsedStep)
		return step, valid, nil
	}
	_, err = s.check(ctx, Attempt{
		Challenge: a.Challenge, Phone: Phone(f.Phone), Purpose: MFA, Face: FactorFace + f.ID,
		Code: a.Code, UserID: f.UserID, Client: a.Client,
	})
	var refusal *Refusal
	if errors.As(err, &refusal) {
		return 0, false, nil
	}
	return 0, err == nil, err
}
