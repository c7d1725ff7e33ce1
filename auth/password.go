package auth

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"phonelogin/auth/client"
	"phonelogin/auth/limits"
	"phonelogin/auth/otp"
	"phonelogin/auth/passwords"
	"phonelogin/auth/refusal"
	"phonelogin/auth/sessions"
	"phonelogin/models"
)

// PasswordGrant is the answer to a right password.
type PasswordGrant struct {
	*sessions.Grant
	Weak []refusal.Weakness // rules of today that the password breaks; nil for none
}

// SignInWithPassword opens a session for somebody who knows the password of a number. An
// unknown number takes as long as any other. Refuses with PhoneDisabled, BadCredentials,
// TooManyGuesses, UserBanned or PhoneUnconfirmed, and as the
// password_verification_attempt and custom_access_token hooks do.
func (s *Service) SignInWithPassword(ctx context.Context, phone Phone, password string) (*PasswordGrant, error) {
	if !s.sms.EnableSignup {
		return nil, refusal.New(refusal.PhoneDisabled)
	}
	u, err := s.users.ByPhone(ctx, phone)
	if err != nil && !errors.Is(err, models.ErrNotFound) {
		return nil, fmt.Errorf("find user: %w", err)
	}
	if err != nil || u.Password == "" {
		passwords.Match(passwords.DummyHash, password)
		return nil, refusal.New(refusal.BadCredentials)
	}
	if u.Banned(s.now()) {
		return nil, refusal.New(refusal.UserBanned)
	}
	if err := s.tryPassword(ctx, u, password); err != nil {
		return nil, err
	}
	if u.PhoneConfirmedAt == nil {
		return nil, refusal.New(refusal.PhoneUnconfirmed)
	}
	session, err := s.sessions.Prepare(ctx, otp.APIFace())
	if err != nil {
		return nil, err
	}
	session.UserID, session.AMR = u.ID, models.Methods{{Method: "password", Timestamp: session.CreatedAt.Unix()}}
	u, err = s.db.SignInWithPassword(ctx, session, s.rehash(u, password))
	if errors.Is(err, models.ErrNotFound) { // deleted a moment ago
		return nil, refusal.New(refusal.BadCredentials)
	}
	if err != nil {
		return nil, fmt.Errorf("open session: %w", err)
	}
	s.audit.Record(ctx, "login", u.ID, Metadata{"provider": "phone"})
	g, err := s.sessions.Grant(ctx, u, session, "password")
	if err != nil {
		return nil, err
	}
	return &PasswordGrant{Grant: g, Weak: s.strength.Weakness(password)}, nil
}

// tryPassword counts the try, compares the password and asks the hook. It counts before
// it compares, as with codes, so that parallel guesses cannot exceed the tries (S8).
func (s *Service) tryPassword(ctx context.Context, u *User, password string) error {
	if err := s.checkGuessWait(u); err != nil {
		return err
	}
	err := s.db.ReservePasswordTry(ctx, u, limits.MaxTries, s.now())
	if errors.Is(err, models.ErrNotFound) {
		return &refusal.Refusal{Reason: refusal.TooManyGuesses, RetryAfter: limits.DelayAfter(max(u.PasswordFailures, limits.MaxTries))}
	}
	if err != nil {
		return fmt.Errorf("reserve try: %w", err)
	}
	valid := passwords.Match(string(u.Password), password)
	signOut, err := s.hooks.PasswordAttempt(ctx, u.ID, valid)
	if err := s.sessions.ApplyVerdict(ctx, u.ID, signOut, err); err != nil {
		return err
	}
	if !valid {
		s.log.InfoContext(ctx, "password refused", "user", u.ID, "ip", client.From(ctx).IP)
		return refusal.New(refusal.BadCredentials)
	}
	return nil
}

// checkGuessWait refuses with TooManyGuesses while the wait after wrong passwords
// lasts. The waits are those of wrong codes (S6).
func (s *Service) checkGuessWait(u *User) error {
	if u.PasswordFailedAt == nil {
		return nil
	}
	if wait := limits.Remaining(*u.PasswordFailedAt, limits.DelayAfter(u.PasswordFailures), s.now()); wait > 0 {
		return &refusal.Refusal{Reason: refusal.TooManyGuesses, RetryAfter: wait}
	}
	return nil
}

// rehash returns a new hash for a password whose hash another server made; "" keeps the
// stored one.
func (s *Service) rehash(u *User, password string) string {
	if passwords.IsOurs(string(u.Password)) {
		return ""
	}
	hash, err := passwords.Hash(password)
	if err != nil {
		return "" // longer than bcrypt reads: the other server's hash stays
	}
	return hash
}

// PasswordChange is a new password with what may be needed to set it.
type PasswordChange struct {
	New     string
	Current string // needed with auth.password_change_needs_current_password
	Nonce   string // the code from Reauthenticate, if the session is old
}

// reauthenticateAfter is the age from which a session needs a fresh proof before
// its password is changed (wire contract, section 6.5).
const reauthenticateAfter = 24 * time.Hour

// changePassword sets a password, and ends all other sessions and all pending codes.
// Refuses with WeakPassword, BadPassword, SamePassword, CurrentPasswordNeeded,
// CurrentPasswordWrong, ReauthenticationNeeded, WrongCode, CheckFailed or NoUser.
func (s *Service) changePassword(ctx context.Context, b *sessions.Bearer, p PasswordChange) (*User, error) {
	hash, err := s.strength.Hash(p.New)
	if err != nil {
		return nil, err
	}
	if err := s.checkPasswordChange(b, p); err != nil {
		return nil, err
	}
	if s.passwords.PasswordChangeNeedsReauthentication && s.now().Sub(b.Session.CreatedAt) > reauthenticateAfter {
		if err := s.checkNonce(ctx, b, p.Nonce); err != nil {
			return nil, err
		}
	}
	u, err := s.db.SetPassword(ctx, b.User.ID, hash, b.Session.ID, s.now())
	if err != nil {
		return nil, refusal.Missing(err, refusal.NoUser, "set password")
	}
	s.audit.Record(ctx, "user_updated_password", u.ID, nil)
	return u, nil
}

func (s *Service) checkPasswordChange(b *sessions.Bearer, p PasswordChange) error {
	old := string(b.User.Password)
	if old == "" {
		return nil
	}
	// Somebody who signed in by code may have forgotten the password.
	byCode := slices.ContainsFunc(b.Session.AMR, func(m models.Method) bool { return m.Method == "otp" })
	if s.passwords.PasswordChangeNeedsCurrentPassword && !byCode {
		if p.Current == "" {
			return refusal.New(refusal.CurrentPasswordNeeded)
		}
		if !passwords.Match(old, p.Current) {
			return refusal.New(refusal.CurrentPasswordWrong)
		}
	}
	if passwords.Match(old, p.New) {
		return refusal.New(refusal.SamePassword)
	}
	return nil
}

func (s *Service) checkNonce(ctx context.Context, b *sessions.Bearer, nonce string) error {
	if nonce == "" {
		return refusal.New(refusal.ReauthenticationNeeded)
	}
	err := s.Prove(ctx, otp.Attempt{
		Phone: b.User.Phone, Purpose: otp.Proof, Face: otp.APIFace(), Code: nonce, UserID: b.User.ID,
	})
	var refused *refusal.Refusal
	if errors.As(err, &refused) && refused.Reason != refusal.CheckFailed {
		return refusal.New(refusal.WrongCode)
	}
	return err
}

// Reauthenticate sends a code to the number of a signed-in user. It is the nonce for a
// change of password. Refuses with NoNumber or PhoneUnconfirmed, and as otp.Codes.Start
// does.
func (s *Service) Reauthenticate(ctx context.Context, b *sessions.Bearer) (*otp.SentCode, error) {
	switch {
	case b.User.Phone == "":
		return nil, refusal.New(refusal.NoNumber)
	case b.User.PhoneConfirmedAt == nil:
		return nil, refusal.New(refusal.PhoneUnconfirmed)
	}
	sent, err := s.codes.Start(ctx, otp.Request{
		Phone: b.User.Phone, Channel: SMS, Purpose: otp.Proof, Face: otp.APIFace(), UserID: b.User.ID,
	})
	if err != nil {
		return nil, err
	}
	if err := s.db.NoteReauthentication(ctx, b.User.ID, sent.SentAt); err != nil {
		return nil, refusal.Missing(err, refusal.NoUser, "note reauthentication")
	}
	s.audit.Record(ctx, "user_reauthenticate_requested", b.User.ID, nil)
	return sent, nil
}
