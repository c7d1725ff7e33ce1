package auth

import (
	"context"
	"slices"

	"phonelogin/auth/refusal"
)

// Admin is who may do everything: a server of the operator's with a secret key, or
// the bearer of a token with one of the roles of auth.jwt_admin_roles.
type Admin struct {
	Role string // stands for them in the audit log, as they need not be users
}

// IsAdmin tells whether a role is that of admins.
func (s *Service) IsAdmin(role string) bool { return slices.Contains(s.rules.JWTAdminRoles, role) }

// AuthenticateAdmin reads an admin's access token, which needs no subject. One of a
// session is a person's: the session must be open and the person still an admin.
// Refuses with BadToken, NotAdmin and as Authenticate does.
func (s *Service) AuthenticateAdmin(ctx context.Context, token string) (Admin, error) {
	claims, err := s.keyring.Verify(ctx, token)
	if err != nil {
		return Admin{}, err
	}
	if !s.IsAdmin(claims.Role) {
		return Admin{}, refusal.New(refusal.NotAdmin)
	}
	if claims.SessionID == "" {
		return Admin{Role: claims.Role}, nil
	}
	b, err := s.Authenticate(ctx, token)
	if err != nil {
		return Admin{}, err
	}
	if !s.IsAdmin(b.User.Role) {
		return Admin{}, refusal.New(refusal.NotAdmin)
	}
	return Admin{Role: b.User.Role}, nil
}
