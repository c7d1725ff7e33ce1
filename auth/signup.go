package auth

import (
	"context"
	"errors"
	"fmt"

	"phonelogin/auth/delivery"
	"phonelogin/auth/otp"
	"phonelogin/auth/refusal"
	"phonelogin/auth/sessions"
	"phonelogin/models"
)

// SignUp is a request for an account with a number and a password.
type SignUp struct {
	Phone    Phone
	Password string
	Channel  Channel
	Data     Metadata
}

// SignedUp is the outcome of a sign-up: a user who waits for a code or, if codes are
// off, a session too.
type SignedUp struct {
	User  *User
	Grant *sessions.Grant // nil if the user waits for a code
}

// SignUp stores a user whose number is not proved, and sends the code. The user gives
// way to somebody who proves the number (S20). If a user has the number already,
// the answer is the same, about a user who does not exist. Refuses with PhoneDisabled,
// SignupsClosed, WeakPassword, BadPassword or PhoneTaken, and as otp.Codes.Start and the
// hooks do.
func (s *Service) SignUp(ctx context.Context, r SignUp) (*SignedUp, error) {
	switch {
	case !s.sms.EnableSignup:
		return nil, refusal.New(refusal.PhoneDisabled)
	case !s.signUps.EnableSignup:
		return nil, refusal.New(refusal.SignupsClosed)
	}
	hash, err := s.strength.Hash(r.Password)
	if err != nil {
		return nil, err
	}
	holder, err := s.users.ByPhone(ctx, r.Phone)
	if err != nil && !errors.Is(err, models.ErrNotFound) {
		return nil, fmt.Errorf("find user: %w", err)
	}
	switch {
	case err == nil && holder.PhoneConfirmedAt != nil:
		return s.signUpTaken(ctx, r, holder)
	case err == nil && s.sms.EnableConfirmations:
		return s.signUpAgain(ctx, r, holder)
	}
	return s.signUpNew(ctx, r, hash)
}

// signUpNew stores a new user and sends the code. If codes are off, the user is signed
// in.
func (s *Service) signUpNew(ctx context.Context, r SignUp, hash string) (*SignedUp, error) {
	id, err := s.newID()
	if err != nil {
		return nil, err
	}
	u, err := s.users.Newcomer(id, r.Data)
	if err != nil {
		return nil, err
	}
	now := s.now()
	u.Phone, u.Password, u.Unproved = r.Phone, models.Text(hash), true
	u.IdentityCreatedAt, u.IdentityUpdatedAt, u.CreatedAt, u.UpdatedAt = &now, &now, now, now
	proposed := *u
	proposed.UserMetadata = r.Data // the hook sees what the app sent, without what Newcomer adds
	if err := s.hooks.BeforeUserCreated(ctx, &proposed); err != nil {
		return nil, err
	}
	if !s.sms.EnableConfirmations {
		return s.signUpAtOnce(ctx, r, u)
	}
	if err := s.db.AddUnproved(ctx, u); err != nil {
		if errors.Is(err, models.ErrTaken) {
			return s.SignUp(ctx, r) // another request stored one first
		}
		return nil, fmt.Errorf("store sign-up: %w", err)
	}
	done, err := s.signUpAgain(ctx, r, u)
	if err != nil && !delivery.IsUnsure(err) {
		// Nothing was sent, so the user does not stay.
		if stays := s.db.WithdrawUnproved(context.WithoutCancel(ctx), u.ID); stays != nil {
			return nil, fmt.Errorf("withdraw sign-up: %w", stays)
		}
	}
	return done, err
}

// signUpAgain sends the code of a sign-up. The password and the metadata stay those
// of the first sign-up.
func (s *Service) signUpAgain(ctx context.Context, r SignUp, u *User) (*SignedUp, error) {
	sent, err := s.sendSignUpCode(ctx, u, r.Channel)
	if err != nil {
		return nil, err
	}
	s.audit.Record(ctx, "user_confirmation_requested", u.ID, Metadata{"provider": "phone"})
	u.ConfirmationSentAt = &sent.SentAt
	return &SignedUp{User: u}, nil
}

// sendSignUpCode sends the code that confirms an unconfirmed user.
func (s *Service) sendSignUpCode(ctx context.Context, u *User, channel Channel) (*otp.SentCode, error) {
	return s.codes.Start(ctx, otp.Request{
		Phone: u.Phone, Channel: channel, Purpose: otp.Login, Face: otp.APIFace(),
		CreateUser: true, ConfirmsSignUp: u.Unproved,
	})
}

// signUpTaken answers a sign-up with the number of a user as one with a new number:
// about a user who does not exist. If codes are off, it refuses with PhoneTaken.
func (s *Service) signUpTaken(ctx context.Context, r SignUp, holder *User) (*SignedUp, error) {
	s.audit.Record(ctx, "user_repeated_signup", holder.ID, Metadata{"provider": "phone"})
	if !s.sms.EnableConfirmations {
		return nil, refusal.New(refusal.PhoneTaken)
	}
	id, err := s.newID()
	if err != nil {
		return nil, err
	}
	now := s.now()
	return &SignedUp{User: &User{
		ID: id, Aud: s.audience, Phone: r.Phone, ConfirmationSentAt: &now,
		AppMetadata:  Metadata{"provider": "phone", "providers": []string{"phone"}},
		UserMetadata: Metadata{}, CreatedAt: now, UpdatedAt: now,
	}}, nil
}

// signUpAtOnce stores a user without proof of the number, because codes are off, and
// opens a session.
func (s *Service) signUpAtOnce(ctx context.Context, r SignUp, u *User) (*SignedUp, error) {
	session, err := s.sessions.Prepare(ctx, otp.APIFace())
	if err != nil {
		return nil, err
	}
	u.Unproved, u.PhoneConfirmedAt, u.LastSignInAt = false, &session.CreatedAt, &session.CreatedAt
	session.UserID, session.AMR = u.ID, models.Methods{{Method: "password", Timestamp: session.CreatedAt.Unix()}}
	err = s.db.AddUserWithSession(ctx, u, session)
	if errors.Is(err, models.ErrTaken) {
		return nil, refusal.New(refusal.PhoneTaken)
	}
	if err != nil {
		return nil, fmt.Errorf("add user: %w", err)
	}
	s.users.RecordNumber(ctx, u.ID, "", r.Phone)
	s.audit.Record(ctx, "user_signedup", u.ID, Metadata{"provider": "phone"})
	s.hooks.UserCreated(ctx, u)
	g, err := s.sessions.Grant(ctx, u, session, "password")
	return &SignedUp{User: u, Grant: g}, err
}

// SignUpAnonymously makes a user without a number and opens a session. Refuses with
// AnonymousOff or SignupsClosed, and as the hooks do.
func (s *Service) SignUpAnonymously(ctx context.Context, data Metadata) (*sessions.Grant, error) {
	switch {
	case !s.signUps.EnableAnonymousSignIns:
		return nil, refusal.New(refusal.AnonymousOff)
	case !s.signUps.EnableSignup:
		return nil, refusal.New(refusal.SignupsClosed)
	}
	id, err := s.newID()
	if err != nil {
		return nil, err
	}
	session, err := s.sessions.Prepare(ctx, otp.APIFace())
	if err != nil {
		return nil, err
	}
	u := s.users.Anonymous(id, data, session.CreatedAt)
	if err := s.hooks.BeforeUserCreated(ctx, u); err != nil {
		return nil, err
	}
	session.UserID, session.AMR = u.ID, models.Methods{{Method: "anonymous", Timestamp: session.CreatedAt.Unix()}}
	if err := s.db.AddUserWithSession(ctx, u, session); err != nil {
		return nil, fmt.Errorf("add user: %w", err)
	}
	s.audit.Record(ctx, "user_signedup", u.ID, Metadata{"provider": "anonymous"})
	s.hooks.UserCreated(ctx, u)
	return s.sessions.Grant(ctx, u, session, "anonymous")
}
