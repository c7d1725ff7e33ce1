package admin

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"phonelogin/auth/audit"
	"phonelogin/auth/mfa"
	"phonelogin/auth/passwords"
	"phonelogin/auth/refusal"
	"phonelogin/auth/secrets"
	"phonelogin/auth/users"
	"phonelogin/models"
)

// Service carries out the acts of admins.
type Service struct {
	db         *models.DB
	users      *users.Users
	mfa        *mfa.Service
	audit      *audit.Log
	adminRoles []string
	passwords  passwords.Rules
	eraseKey   []byte // key of the hashes that replace an erased user's data
	now        func() time.Time
	random     io.Reader

	audience, role string // of new users for whom the admin names none
}

// Deps are the parts of a Service.
type Deps struct {
	DB         *models.DB
	Users      *users.Users
	MFA        *mfa.Service
	Audit      *audit.Log
	AdminRoles []string // roles of admins
	Passwords  passwords.Rules
	Master     secrets.Master
	Now        func() time.Time // in whole microseconds
	Random     io.Reader

	Audience, Role string // of new users for whom the admin names none
}

// New makes a Service. The error is a key that cannot be derived.
func New(d Deps) (*Service, error) {
	key, err := d.Master.For("erased user")
	if err != nil {
		return nil, fmt.Errorf("derive key: %w", err)
	}
	return &Service{
		db: d.DB, users: d.Users, mfa: d.MFA, audit: d.Audit, adminRoles: d.AdminRoles, passwords: d.Passwords, eraseKey: key,
		audience: d.Audience, role: d.Role, now: d.Now, random: d.Random,
	}, nil
}

// act checks an admin, calls do and records it under action. Every change by an
// admin goes through here and so has an entry in the audit log. do returns the user
// and further facts for the entry; a nil user means that nothing was done. Refuses
// with NotAdmin and as do does, and then records nothing.
func (s *Service) act(ctx context.Context, by Admin, action string, do func() (*models.User, models.Metadata, error)) (*models.User, error) {
	if !slices.Contains(s.adminRoles, by.Role) {
		return nil, refusal.New(refusal.NotAdmin)
	}
	u, traits, err := do()
	if err != nil || u == nil {
		return nil, err
	}
	s.audit.RecordAdmin(ctx, by.Role, action, u, traits)
	return u, nil
}
