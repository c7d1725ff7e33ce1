package auth

import (
	"context"
	"fmt"
	"time"

	"phonelogin/auth/sessions"
	"phonelogin/models"
)

// DeleteAccount removes a user who asks for it, with everything that leads to them
// (S61). The caller must have seen fresh proof of the number. Refuses with
// SecondFactorNeeded if the account has a second factor that the session did not use
// (rule S13), and with NoUser.
func (s *Service) DeleteAccount(ctx context.Context, b *sessions.Bearer) error {
	if err := requireFactor(b.User, b.Session.AAL); err != nil {
		return err
	}
	if err := s.users.Forget(ctx, b.User.ID, nil); err != nil {
		return err
	}
	s.audit.Record(ctx, "user_deleted", b.User.ID, nil)
	return nil
}

// PersonalData is everything that is stored about a user, except what would let somebody
// in: password hash, secrets of factors, keys of tokens.
type PersonalData struct {
	User     *User
	Sessions []Session // newest first
	Changes  []models.PhoneChange
	Messages []models.Message     // to the number, within auth.sms.keep_history: older ones no longer have its hash
	Events   []models.NumberEvent // refusals to the number in that time
	Acts     []models.AuditLogEntry
	At       time.Time
}

// mostOwnEvents is how many events of a number are listed, newest first. More come from
// an attack.
const mostOwnEvents = 300

// CollectPersonalData collects what is stored about a user. Refuses with NoUser.
func (s *Service) CollectPersonalData(ctx context.Context, userID string) (*PersonalData, error) {
	s.audit.CatchUp(ctx) // entries of a moment ago belong to it
	u, err := s.users.Find(ctx, userID)
	if err != nil {
		return nil, err
	}
	data := &PersonalData{User: u, At: s.now()}
	if data.Sessions, err = s.sessions.ListOpen(ctx, userID); err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	if data.Changes, err = s.db.PhoneChangesOf(ctx, userID); err != nil {
		return nil, fmt.Errorf("list changes of number: %w", err)
	}
	if data.Messages, err = s.db.MessagesTo(ctx, s.numberKey.Hash(u.Phone)); err != nil {
		return nil, fmt.Errorf("list messages: %w", err)
	}
	if data.Events, err = s.db.NumberEvents(ctx, s.numberKey.Hash(u.Phone), time.Time{}, mostOwnEvents); err != nil {
		return nil, fmt.Errorf("list events: %w", err)
	}
	if data.Acts, err = s.db.AuditOf(ctx, userID); err != nil {
		return nil, fmt.Errorf("list acts: %w", err)
	}
	return data, nil
}
