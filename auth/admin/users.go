package admin

import (
	"context"
	"errors"
	"fmt"

	"phonelogin/auth"
	"phonelogin/auth/refusal"
	"phonelogin/auth/secrets"
	"phonelogin/models"
)

// CreateUser creates a user and sends nothing. It deletes an unproved sign-up with
// the number. Refuses with NotAdmin, WeakPassword, BadPassword,
// PhoneTaken, EmailTaken or UserIDTaken.
func (s *Service) CreateUser(ctx context.Context, by Admin, a Attributes) (*models.User, error) {
	return s.act(ctx, by, "user_signedup", func() (*models.User, models.Metadata, error) {
		u, err := s.create(ctx, a)
		if err != nil {
			return nil, nil, err
		}
		return u, models.Metadata{"provider": u.AppMetadata["provider"]}, nil
	})
}

func (s *Service) create(ctx context.Context, a Attributes) (*models.User, error) {
	change, err := s.prepare(a)
	if err != nil {
		return nil, err
	}
	id := a.ID
	if id == "" {
		if id, err = secrets.NewID(s.random); err != nil {
			return nil, err
		}
	}
	u := &models.User{ID: id, Aud: s.audience, Role: s.role, CreatedAt: change.now}
	change.apply(u)
	if err := s.users.AdoptSpelling(ctx, a.Phone); err != nil {
		return nil, err
	}
	err = s.db.AddUser(ctx, u)
	if errors.Is(err, models.ErrTaken) {
		return nil, s.attributeTaken(ctx, id, a)
	}
	if err != nil {
		return nil, fmt.Errorf("add user: %w", err)
	}
	if u.Phone != "" {
		s.users.RecordNumber(ctx, u.ID, "", u.Phone)
	}
	return u, nil
}

// attributeTaken refuses for the attribute that another user has.
func (s *Service) attributeTaken(ctx context.Context, id string, a Attributes) error {
	if a.Phone != "" {
		holder, err := s.db.UserByPhone(ctx, a.Phone)
		if err != nil && !errors.Is(err, models.ErrNotFound) {
			return fmt.Errorf("find user: %w", err)
		}
		if err == nil && holder.ID != id {
			return refusal.New(refusal.PhoneTaken)
		}
	}
	if a.ID == id { // a new user with a requested id
		_, err := s.db.User(ctx, id)
		if err == nil {
			return refusal.New(refusal.UserIDTaken)
		}
		if !errors.Is(err, models.ErrNotFound) {
			return fmt.Errorf("find user: %w", err)
		}
	}
	if a.Email == "" {
		return refusal.New(refusal.PhoneTaken) // the other user was deleted a moment later
	}
	return refusal.New(refusal.EmailTaken)
}

// EditUser changes a user and sends nothing. A ban or a new password ends all
// sessions for good (S34): after the ban the user signs in again. Refuses
// with NotAdmin, NoUser, WeakPassword, BadPassword, PhoneTaken or EmailTaken.
func (s *Service) EditUser(ctx context.Context, by Admin, id string, a Attributes) (*models.User, error) {
	return s.act(ctx, by, "user_modified", func() (*models.User, models.Metadata, error) {
		u, err := s.edit(ctx, id, a)
		return u, nil, err
	})
}

func (s *Service) edit(ctx context.Context, id string, a Attributes) (*models.User, error) {
	a.ID = "" // only new users can have an id
	change, err := s.prepare(a)
	if err != nil {
		return nil, err
	}
	if err := s.users.AdoptSpelling(ctx, a.Phone); err != nil {
		return nil, err
	}
	var old auth.Phone
	u, err := s.db.EditUser(ctx, models.Edit{
		UserID: id, Change: func(u *models.User) { old = u.Phone; change.apply(u) },
		EndSessions: change.hash != "", Bans: a.bans(), Now: change.now,
	})
	switch {
	case errors.Is(err, models.ErrNotFound):
		return nil, refusal.New(refusal.NoUser)
	case errors.Is(err, models.ErrTaken):
		return nil, s.attributeTaken(ctx, id, a)
	case err != nil:
		return nil, fmt.Errorf("edit user: %w", err)
	}
	if u.Phone != old {
		s.users.RecordNumber(ctx, u.ID, old, u.Phone)
	}
	return u, nil
}

// DeleteUser deletes a user as users.Users.Forget does. Refuses with NotAdmin or NoUser.
func (s *Service) DeleteUser(ctx context.Context, by Admin, id string) error {
	return s.delete(ctx, by, id, nil)
}

// EraseUser deletes everything of a user except the id and times, which other
// tables may refer to, and frees the number. Refuses with NotAdmin or NoUser.
func (s *Service) EraseUser(ctx context.Context, by Admin, id string) error {
	return s.delete(ctx, by, id, s.erase)
}

// delete does nothing for an erased user.
func (s *Service) delete(ctx context.Context, by Admin, id string, erase func(*models.User)) error {
	_, err := s.act(ctx, by, "user_deleted", func() (*models.User, models.Metadata, error) {
		u, err := s.users.Find(ctx, id)
		if err != nil || erase != nil && u.DeletedAt != nil {
			return nil, nil, err
		}
		return u, nil, s.users.Forget(ctx, id, erase)
	})
	return err
}
