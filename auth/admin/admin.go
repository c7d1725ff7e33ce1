package admin

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

// OfRole is the admin whom a server's API key of a role stands for. Refuses with
// NotAdmin.
func (s *Service) OfRole(role string) (Admin, error) {
	if !slices.Contains(s.adminRoles, role) {
		return Admin{}, refusal.New(refusal.NotAdmin)
	}
	return Admin{Role: role}, nil
}

// Authenticate reads an admin's access token, which needs no subject. One of a
// session is a person's: the session must be open and the person still an admin.
// Refuses with BadToken, NotAdmin and as auth.Service.Authenticate does.
func (s *Service) Authenticate(ctx context.Context, token string) (Admin, error) {
	claims, err := s.auth.Claims(ctx, token)
	if err != nil {
		return Admin{}, err
	}
	by, err := s.OfRole(claims.Role)
	if err != nil || claims.SessionID == "" {
		return by, err
	}
	b, err := s.auth.Authenticate(ctx, token)
	if err != nil {
		return Admin{}, err
	}
	return s.OfRole(b.User.Role)
}
