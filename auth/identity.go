package auth

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"phonelogin/auth/refusal"
	"phonelogin/auth/sessions"
	"phonelogin/auth/wire"
	"phonelogin/models"
)

// RemoveIdentity takes one of several identities off a user; with the phone's the
// number goes. Refuses with LinkingOff, LastIdentity or UnknownIdentity.
func (s *Service) RemoveIdentity(ctx context.Context, b *sessions.Bearer, id string) error {
	if !s.rules.EnableManualLinking {
		return refusal.New(refusal.LinkingOff)
	}
	all := wire.IdentitiesOf(b.User)
	if !slices.ContainsFunc(all, func(i models.Identity) bool { return i.IdentityID == id }) {
		return refusal.New(refusal.UnknownIdentity)
	}
	err := s.db.RemoveIdentity(ctx, b.User.ID, id, s.now(), NameProviders)
	if errors.Is(err, models.ErrTaken) {
		return refusal.New(refusal.LastIdentity)
	}
	if err != nil {
		return fmt.Errorf("remove identity: %w", err)
	}
	s.audit.Record(ctx, "user_modified", b.User.ID, Metadata{"identity_id": id})
	return nil
}

// NameProviders brings the list of providers in line with the identities. Which
// one comes first stays, where it still is one.
func NameProviders(u *User) {
	var all []string
	for _, i := range u.MoreIdentities {
		if !slices.Contains(all, i.Provider) {
			all = append(all, i.Provider)
		}
	}
	if u.IdentityID != "" {
		all = append(all, "phone")
	}
	if len(all) == 0 {
		u.AppMetadata = u.AppMetadata.Merged(Metadata{"provider": nil, "providers": nil})
		return
	}
	first, _ := u.AppMetadata["provider"].(string) // "" for a new user
	if !slices.Contains(all, first) {
		first = all[0]
	}
	u.AppMetadata = u.AppMetadata.Merged(Metadata{"provider": first, "providers": all})
}
