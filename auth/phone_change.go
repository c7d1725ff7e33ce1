package auth

import (
	"context"
	"errors"
	"fmt"

	"phonelogin/auth/client"
	"phonelogin/auth/delivery"
	"phonelogin/auth/otp"
	"phonelogin/auth/refusal"
	"phonelogin/auth/secrets"
	"phonelogin/auth/texts"
	"phonelogin/models"
)

// StartPhoneChange sends a code to the number that a user wants. It is good at face;
// device is as in otp.Request. Refuses with SecondFactorNeeded or PhoneTaken, and as
// otp.Codes.Start does. If a refusal is Unsure, the message may have arrived: its code is
// good, and all values are returned.
func (s *Service) StartPhoneChange(ctx context.Context, u *User, change Update, face otp.Face, device string) (*User, *otp.SentCode, error) {
	if err := requireFactor(u, change.AAL); err != nil {
		return nil, nil, err
	}
	holder, err := s.users.ByPhone(ctx, change.Phone)
	if err == nil && holder.ID != u.ID && !holder.Unproved && !change.Discreet {
		return nil, nil, refusal.New(refusal.PhoneTaken)
	}
	if err != nil && !errors.Is(err, models.ErrNotFound) {
		return nil, nil, fmt.Errorf("find user: %w", err)
	}
	sent, err := s.codes.Start(ctx, otp.Request{
		Phone: change.Phone, Channel: change.Channel, Purpose: otp.PhoneChange, Face: face,
		Device: device, UserID: u.ID, Data: Metadata{oldPhone: u.Phone.Digits()}, Flow: change.Flow,
	})
	if sent == nil || err != nil && !delivery.IsUnsure(err) {
		return nil, nil, err
	}
	// Stored last: a refused request changes nothing of the user.
	waiting, gone := s.db.RequestNumber(ctx, u.ID, change.Phone, sent.SentAt)
	if gone != nil {
		return nil, nil, refusal.Missing(gone, refusal.NoUser, "note wanted number")
	}
	return waiting, sent, err
}

// oldPhone is the key in the data of a challenge for a new number that has the old one.
const oldPhone = "old_phone"

// completePhoneChange gives the number of a challenge to the user who asked for it, and
// tells the old number.
func (s *Service) completePhoneChange(ctx context.Context, c *models.Challenge, session *Session, entered models.Text) (*User, error) {
	identity, err := s.users.Newcomer(string(c.UserID), nil)
	if err != nil {
		return nil, err
	}
	u, err := s.db.ChangeNumber(ctx, models.PhoneProof{
		Challenge: c, Identity: *identity, Session: *session, EnteredHash: entered, Now: session.CreatedAt,
	})
	switch {
	case errors.Is(err, models.ErrTaken):
		return nil, refusal.New(refusal.PhoneTaken)
	case errors.Is(err, models.ErrNotFound):
		return nil, refusal.New(refusal.WrongCode)
	case err != nil:
		return nil, fmt.Errorf("change phone: %w", err)
	}
	replaced, _ := c.Data[oldPhone].(string)
	old := Phone(replaced) // "" for a user who had no number
	if old == "" || !s.sms.NotifyPhoneChange {
		s.users.RecordNumber(ctx, u.ID, old, c.Phone)
	} else {
		s.behind.Go(ctx, func(ctx context.Context) {
			if err := s.tellOldNumber(ctx, old, c, session); err != nil {
				s.log.ErrorContext(ctx, "old number not told of a change", "phone", old.Masked(), "error", err)
			}
		})
	}
	return u, nil
}

// tellOldNumber sends the old number a notice of the change. Its link takes the change
// back and works without the new number (H3). A test number gets none.
func (s *Service) tellOldNumber(ctx context.Context, old Phone, c *models.Challenge, session *Session) error {
	if s.codes.IsTestNumber(old) {
		s.users.RecordNumber(ctx, string(c.UserID), old, c.Phone)
		return nil
	}
	id, err := s.newID()
	if err != nil {
		return err
	}
	secret, hash, err := secrets.NewLink(s.random, 16)
	if err != nil {
		return err
	}
	err = s.db.KeepPhoneChange(ctx, &models.PhoneChange{
		ID: id, UserID: string(c.UserID), OldPhone: old.Digits(), NewPhone: c.Phone.Digits(),
		IP: session.IP, UserAgent: session.UserAgent, RevertHash: hash, ChangedAt: session.CreatedAt,
	})
	if err != nil {
		return fmt.Errorf("keep change: %w", err)
	}
	text := s.texts.NumberChanged(client.From(ctx).Language, texts.NumberChange{
		App: s.appName, Digits: c.Phone.Last2(), At: session.CreatedAt, Place: session.IP,
		Link: s.publicURL + "/account/revert/" + secret,
	})
	return s.messenger.SendNotice(ctx, old, text, id)
}
