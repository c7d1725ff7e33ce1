package auth

import (
	"context"
	"errors"

	"phonelogin/auth/otp"
	"phonelogin/auth/refusal"
	"phonelogin/auth/sessions"
	"phonelogin/models"
)

// Update is what a user wants to change about themselves.
type Update struct {
	Phone    Phone // new number; "" for no change
	Channel  Channel
	Data     Metadata // merged into the user's metadata; nil values delete their keys
	Password *PasswordChange
	AAL      string // of the session that asks; "" if it cannot use factors
	Flow     string // as in otp.Request
	Discreet bool   // PhoneTaken is told only after the code, so only to somebody who has the number
}

// requireFactor refuses with SecondFactorNeeded if the account has a second factor that
// a session of this level did not use. Such a session must not change what protects the
// account.
func requireFactor(u *User, aal string) error {
	if u.HasSecondFactor() && aal != models.AAL2 {
		return refusal.New(refusal.SecondFactorNeeded)
	}
	return nil
}

// UpdateUser changes metadata and the password at once. To a new number it sends a code;
// the user gets the number when that code is entered with purpose PhoneChange. If codes
// are off, the user gets it at once. Refuses with SecondFactorNeeded, PhoneTaken or
// NoUser, as otp.Codes.Start does, and for a password with WeakPassword, BadPassword,
// SamePassword, CurrentPasswordNeeded, CurrentPasswordWrong, ReauthenticationNeeded,
// WrongCode or CheckFailed.
func (s *Service) UpdateUser(ctx context.Context, b *sessions.Bearer, change Update) (*User, error) {
	u := b.User
	change.AAL = b.Session.AAL
	// What can be refused comes first, so that a refusal leaves the metadata as they are.
	if change.Password != nil {
		if err := requireFactor(u, change.AAL); err != nil {
			return nil, err
		}
		changed, err := s.changePassword(ctx, b, *change.Password)
		if err != nil {
			return nil, err
		}
		u = changed
	}
	if change.Phone != "" && change.Phone != u.Phone {
		changed, err := s.updatePhone(ctx, u, change)
		if err != nil {
			return nil, err
		}
		u = changed
	}
	if len(change.Data) == 0 {
		return u, nil
	}
	changed, err := s.db.MergeUserMetadata(ctx, u.ID, change.Data, s.now())
	if err != nil {
		return nil, refusal.Missing(err, refusal.NoUser, "merge metadata")
	}
	return changed, nil
}

// updatePhone sends a code to the number that a user wants. If codes are off, the user
// gets it at once.
func (s *Service) updatePhone(ctx context.Context, u *User, change Update) (*User, error) {
	if s.sms.EnableConfirmations {
		waiting, _, err := s.StartPhoneChange(ctx, u, change, otp.APIFace(), "")
		return waiting, err
	}
	if err := requireFactor(u, change.AAL); err != nil {
		return nil, err
	}
	if err := s.users.AdoptSpelling(ctx, change.Phone); err != nil {
		return nil, err
	}
	identity, err := s.users.Newcomer(u.ID, nil)
	if err != nil {
		return nil, err
	}
	changed, err := s.db.SetNumber(ctx, models.PhoneProof{
		Challenge: &models.Challenge{Phone: change.Phone, UserID: models.Text(u.ID)}, Identity: *identity, Now: s.now(),
	})
	switch {
	case errors.Is(err, models.ErrTaken):
		return nil, refusal.New(refusal.PhoneTaken)
	case err != nil:
		return nil, refusal.Missing(err, refusal.NoUser, "take number")
	}
	s.users.RecordNumber(ctx, u.ID, u.Phone, change.Phone)
	s.audit.Record(ctx, "user_modified", u.ID, nil)
	return changed, nil
}
