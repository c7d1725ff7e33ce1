package admin

import (
	"slices"

	"phonelogin/auth/refusal"
	"phonelogin/auth/sessions"
	"phonelogin/auth/tokens"
)

// Admin may do everything. It is a server of the operator's with a secret key, or
// the bearer of a token with one of the roles of auth.jwt_admin_roles.
type Admin struct {
	Role string // stands for them in the audit log, as they need not be users
}

// ForRole is the admin whom a server's API key of a role stands for. Refuses with
// NotAdmin.
func (s *Service) ForRole(role string) (Admin, error) {
	if !slices.Contains(s.adminRoles, role) {
		return Admin{}, refusal.New(refusal.NotAdmin)
	}
	return Admin{Role: role}, nil
}

// OfToken returns the admin of a verified access token, which needs no subject. A
// token with a session belongs to a person: the session must be open, and the
// person must still be an admin. For such a token OfToken calls person, which finds
// the bearer. Refuses with NotAdmin and as person does.
func (s *Service) OfToken(claims *tokens.Claims, person func() (*sessions.Bearer, error)) (Admin, error) {
	by, err := s.ForRole(claims.Role)
	if err != nil || claims.SessionID == "" {
		return by, err
	}
	b, err := person()
	if err != nil {
		return Admin{}, err
	}
	return s.ForRole(b.User.Role)
}
