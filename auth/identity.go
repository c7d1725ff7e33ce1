package auth

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"phonelogin/auth/refusal"
	"phonelogin/auth/sessions"
	"phonelogin/auth/users"
	"phonelogin/auth/wire"
	"phonelogin/models"
)

// RemoveIdentity removes one of several identities of a user. With the phone's identity
// the number goes too. Refuses with LinkingOff, LastIdentity or UnknownIdentity.
func (s *Service) RemoveIdentity(ctx context.Context, b *sessions.Bearer, id string) error {
	if !s.signUps.EnableManualLinking {
		return refusal.New(refusal.LinkingOff)
	}
	all := wire.IdentitiesOf(b.User)
	if !slices.ContainsFunc(all, func(i models.Identity) bool { return i.IdentityID == id }) {
		return refusal.New(refusal.UnknownIdentity)
	}
	err := s.db.RemoveIdentity(ctx, b.User.ID, id, s.now(), users.NameProviders)
	if errors.Is(err, models.ErrTaken) {
		return refusal.New(refusal.LastIdentity)
	}
	if err != nil {
		return fmt.Errorf("remove identity: %w", err)
	}
	s.audit.Record(ctx, "user_modified", b.User.ID, Metadata{"identity_id": id})
	return nil
}
