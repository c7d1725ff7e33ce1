package admin

import (
	"context"
	"fmt"
	"strings"

	"phonelogin/auth"
	"phonelogin/auth/audit"
	"phonelogin/models"
)

// Queries and totals of lists.
type (
	UserQuery = models.UserQuery
	Cursor    = models.Cursor
	Total     = models.Total
)

// Users lists users with factors. A filter that is a whole number finds every
// spelling of it.
func (s *Service) Users(ctx context.Context, q UserQuery) ([]models.User, error) {
	q.Number = numberIn(q.Filter)
	users, err := s.db.Users(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("list users: %w", err)
	}
	return users, nil
}

// UsersAndTotal lists users with factors and counts those on all pages.
func (s *Service) UsersAndTotal(ctx context.Context, q UserQuery) ([]models.User, Total, error) {
	q.Number = numberIn(q.Filter)
	users, total, err := s.db.UsersAndTotal(ctx, q)
	if err != nil {
		return nil, Total{}, fmt.Errorf("list users: %w", err)
	}
	return users, total, nil
}

// numberIn is the number in a filter, "" for none.
func numberIn(filter string) auth.Phone {
	p, err := auth.ParseWirePhone(strings.NewReplacer("-", "", "(", "", ")", "", ".", "").Replace(filter))
	if err != nil {
		return ""
	}
	return p
}

// AuditEntries lists entries of the audit log as audit.Log.List does.
func (s *Service) AuditEntries(ctx context.Context, q audit.Query) ([]audit.Entry, Total, error) {
	return s.audit.List(ctx, q)
}
