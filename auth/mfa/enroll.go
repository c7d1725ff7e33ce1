package mfa

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"phonelogin/auth/refusal"
	"phonelogin/auth/secrets"
	"phonelogin/auth/sessions"
	"phonelogin/auth/totp"
	"phonelogin/models"
	"phonelogin/models/phone"
)

// Factor is a second factor of a user.
type Factor = models.MFAFactor

// The types of factors.
const (
	PhoneFactor = models.PhoneFactor
	TOTPFactor  = models.TOTPFactor
)

// unverifiedLife is the age at which an unverified factor is deleted when another
// is added: using it takes minutes.
const unverifiedLife = 5 * time.Minute

// NewFactor is a factor to add.
type NewFactor struct {
	Type         string // PhoneFactor or TOTPFactor
	FriendlyName string
	Phone        phone.Number // of a phone factor
	Issuer       string       // shown by an authenticator app; "" for the name of the default app
}

// Enrolled is a new, unverified factor.
type Enrolled struct {
	Factor *Factor
	Secret string // of TOTP, to be typed into an app
	URI    string // the same for a QR code
}

// Enroll adds a factor, unverified until its first code. Refuses with
// AnonymousUser, NoSession, PhoneFactorsOff, TOTPFactorsOff, FactorPhoneTaken,
// FactorNameTaken, TooManyFactors, SecondFactorNeeded or NoUser.
func (s *Service) Enroll(ctx context.Context, b *sessions.Bearer, n NewFactor) (*Enrolled, error) {
	if err := mayUseFactors(b); err != nil {
		return nil, err
	}
	switch {
	case n.Type == PhoneFactor && !s.rules.Phone.EnrollEnabled:
		return nil, refusal.New(refusal.PhoneFactorsOff)
	case n.Type == TOTPFactor && !s.rules.TOTP.EnrollEnabled:
		return nil, refusal.New(refusal.TOTPFactorsOff)
	}
	made, err := s.makeFactor(b.User, n)
	if err != nil {
		return nil, err
	}
	f := made.Factor
	err = s.db.Enroll(ctx, models.Enrolment{
		New: *f, StaleBefore: f.CreatedAt.Add(-unverifiedLife),
		Judge: func(others []Factor) error { return s.judgeEnrolment(b, f, others) },
	})
	if err != nil {
		return nil, refusal.Missing(err, refusal.NoUser, "enroll factor")
	}
	s.audit.Record(ctx, "factor_in_progress", f.UserID, models.Metadata{"factor_id": f.ID, "factor_type": f.FactorType})
	return made, nil
}

// mayUseFactors refuses with AnonymousUser, because nobody can sign in to that
// account again, or with NoSession, when there is no session to raise.
func mayUseFactors(b *sessions.Bearer) error {
	if b.User.IsAnonymous {
		return refusal.New(refusal.AnonymousUser)
	}
	if b.Session.ID == "" {
		return refusal.New(refusal.NoSession)
	}
	return nil
}

func (s *Service) makeFactor(u *models.User, n NewFactor) (*Enrolled, error) {
	id, err := secrets.NewID(s.random)
	if err != nil {
		return nil, err
	}
	now := s.now()
	f := &Factor{
		ID: id, UserID: u.ID, FriendlyName: n.FriendlyName, FactorType: n.Type, Status: "unverified",
		Phone: n.Phone, CreatedAt: now, UpdatedAt: now,
	}
	if n.Type == PhoneFactor {
		return &Enrolled{Factor: f}, nil
	}
	secret, err := secrets.Bytes(s.random, totp.SecretSize)
	if err != nil {
		return nil, err
	}
	if f.Secret, err = s.seal.Close(s.random, f.ID, secret); err != nil {
		return nil, fmt.Errorf("encrypt secret of factor: %w", err)
	}
	issuer := cmp.Or(n.Issuer, s.apps.Default().Name)
	account := cmp.Or(string(u.Email), u.Phone.Pretty())
	return &Enrolled{Factor: f, Secret: totp.Text(secret), URI: totp.URI(issuer, account, secret)}, nil
}

func (s *Service) judgeEnrolment(b *sessions.Bearer, n *Factor, others []Factor) error {
	verified := false
	for _, f := range others {
		if n.Phone != "" && f.Phone == n.Phone {
			return refusal.New(refusal.FactorPhoneTaken) // a verified one, since an unverified one was replaced
		}
		if n.FriendlyName != "" && f.FriendlyName == n.FriendlyName {
			return nameTaken(n.FriendlyName)
		}
		verified = verified || f.Verified()
	}
	switch {
	case len(others) >= s.rules.MaxEnrolledFactors:
		return refusal.New(refusal.TooManyFactors)
	case verified && b.Session.AAL != models.AAL2:
		return refusal.New(refusal.SecondFactorNeeded)
	}
	return nil
}

func nameTaken(name string) error {
	return refusal.Because(refusal.FactorNameTaken, name)
}

// Unenroll removes a factor of the bearer. Sessions that it raised fall back to
// aal1. Refuses with AnonymousUser, NoSession, UnknownFactor or SecondFactorNeeded.
func (s *Service) Unenroll(ctx context.Context, b *sessions.Bearer, factorID string) error {
	if err := mayUseFactors(b); err != nil {
		return err
	}
	f, err := s.findFactor(ctx, b.User.ID, factorID)
	if err != nil {
		return err
	}
	if f.Verified() && b.Session.AAL != models.AAL2 {
		return refusal.New(refusal.SecondFactorNeeded)
	}
	if err := s.delete(ctx, f); err != nil {
		return err
	}
	s.audit.Record(ctx, "factor_unenrolled", f.UserID, Traits(f))
	return nil
}

// Traits are the facts of a factor for the audit log.
func Traits(f *Factor) models.Metadata {
	return models.Metadata{"factor_id": f.ID, "factor_type": f.FactorType, "factor_status": f.Status}
}

func (s *Service) findFactor(ctx context.Context, userID, factorID string) (*Factor, error) {
	f, err := s.db.Factor(ctx, userID, factorID)
	if err != nil {
		return nil, refusal.Missing(err, refusal.UnknownFactor, "find factor")
	}
	return f, nil
}

func (s *Service) delete(ctx context.Context, f *Factor) error {
	err := s.db.DropFactor(ctx, f)
	if err != nil {
		return refusal.Missing(err, refusal.UnknownFactor, "drop factor")
	}
	return nil
}
