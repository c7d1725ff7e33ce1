package auth

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"

	"phonelogin/auth/refusal"
	"phonelogin/models"
)

// The questions that an admin may ask about lists, and how long one is.
type (
	UserQuery = models.UserQuery
	Mark      = models.Mark
	Total     = models.Total
)

// CreateUser makes a user as an admin says; nothing is sent. A sign-up with the
// number that nobody proved gives way. Refuses with BadPassword, NumberTaken,
// EmailTaken or UserIDTaken.
func (s *Service) CreateUser(ctx context.Context, by Admin, a Attributes) (*User, error) {
	change, err := s.changeTo(a)
	if err != nil {
		return nil, err
	}
	id := a.ID
	if id == "" {
		if id, err = s.newID(); err != nil {
			return nil, err
		}
	}
	u := &User{ID: id, Aud: s.rules.JWTAud, Role: s.rules.JWTDefaultRole, CreatedAt: change.now}
	change.apply(u)
	if err := s.adoptSpelling(ctx, a.Phone); err != nil {
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
		s.noteBound(ctx, u.ID, "", Phone(u.Phone))
	}
	s.audit.RecordAdmin(ctx, by.Role, "user_signedup", u, Metadata{"provider": u.AppMetadata["provider"]})
	return u, nil
}

// attributeTaken tells which attribute another user has.
func (s *Service) attributeTaken(ctx context.Context, id string, a Attributes) error {
	if a.Phone != "" {
		holder, err := s.db.UserByPhone(ctx, string(a.Phone))
		if err != nil && !errors.Is(err, models.ErrNotFound) {
			return fmt.Errorf("find user: %w", err)
		}
		if err == nil && holder.ID != id {
			return refusal.New(refusal.NumberTaken)
		}
	}
	if a.ID == id { // a new user under an id that was asked for
		_, err := s.db.User(ctx, id)
		if err == nil {
			return refusal.New(refusal.UserIDTaken)
		}
		if !errors.Is(err, models.ErrNotFound) {
			return fmt.Errorf("find user: %w", err)
		}
	}
	if a.Email == "" {
		return refusal.New(refusal.NumberTaken) // whoever had it was gone a moment later
	}
	return refusal.New(refusal.EmailTaken)
}

// EditUser changes a user as an admin says; nothing is sent. A ban and a new
// password end all sessions for good (proves S34): when the ban is lifted or over,
// the user signs in again. Refuses with UnknownUser, BadPassword,
// NumberTaken or EmailTaken.
func (s *Service) EditUser(ctx context.Context, by Admin, id string, a Attributes) (*User, error) {
	a.ID = "" // of a new user only
	change, err := s.changeTo(a)
	if err != nil {
		return nil, err
	}
	if err := s.adoptSpelling(ctx, a.Phone); err != nil {
		return nil, err
	}
	var old Phone
	u, err := s.db.EditUser(ctx, models.Edit{
		UserID: id, Change: func(u *User) { old = Phone(u.Phone); change.apply(u) },
		EndSessions: change.hash != "", Bans: a.bans(), Now: change.now,
	})
	switch {
	case errors.Is(err, models.ErrNotFound):
		return nil, refusal.New(refusal.UnknownUser)
	case errors.Is(err, models.ErrTaken):
		return nil, s.attributeTaken(ctx, id, a)
	case err != nil:
		return nil, fmt.Errorf("edit user: %w", err)
	}
	if Phone(u.Phone) != old {
		s.noteBound(ctx, u.ID, old, Phone(u.Phone))
	}
	s.audit.RecordAdmin(ctx, by.Role, "user_modified", u, nil)
	return u, nil
}

// User finds a user with factors. Refuses with UnknownUser.
func (s *Service) User(ctx context.Context, id string) (*User, error) {
	u, err := s.db.User(ctx, id)
	if err != nil {
		return nil, refusal.Missing(err, refusal.UnknownUser, "find user")
	}
	return u, nil
}

// Users lists users with factors. A filter that is a whole number finds it in
// every spelling.
func (s *Service) Users(ctx context.Context, q UserQuery) ([]User, error) {
	q.Number = numberIn(q.Filter)
	users, err := s.db.Users(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("list users: %w", err)
	}
	return users, nil
}

// UsersAndTotal lists users with factors, and tells how many there are in all pages.
func (s *Service) UsersAndTotal(ctx context.Context, q UserQuery) ([]User, Total, error) {
	q.Number = numberIn(q.Filter)
	users, total, err := s.db.UsersAndTotal(ctx, q)
	if err != nil {
		return nil, Total{}, fmt.Errorf("list users: %w", err)
	}
	return users, total, nil
}

// DeleteUser removes a user as DeleteAccount does. Refuses with UnknownUser.
func (s *Service) DeleteUser(ctx context.Context, by Admin, id string) error {
	return s.remove(ctx, by, id, nil)
}

// EraseUser removes all of a user but the id and times, which other tables may
// refer to, and leaves the number to whoever has it next. Refuses with
// UnknownUser.
func (s *Service) EraseUser(ctx context.Context, by Admin, id string) error {
	return s.remove(ctx, by, id, s.erase)
}

func (s *Service) remove(ctx context.Context, by Admin, id string, erase func(*User)) error {
	u, err := s.User(ctx, id)
	if err != nil || erase != nil && u.DeletedAt != nil {
		return err
	}
	if err := s.forget(ctx, id, erase); err != nil {
		return err
	}
	s.audit.RecordAdmin(ctx, by.Role, "user_deleted", u, nil)
	return nil
}

// forget removes a user; with erase, which changes it, the row stays. What is left
// of messages counts and costs and names nobody: a country and two digits. An
// opt-out stays too, as a keyed hash: who asked for no messages must not get any
// because their account is gone.
func (s *Service) forget(ctx context.Context, id string, erase func(*User)) error {
	s.numberLog.Flush(ctx) // or rows of the numbers would come after the others went
	var hashes []string
	hash := func(phone string) string {
		hashes = append(hashes, s.numberKey.Hash(Phone(phone)))
		return hashes[len(hashes)-1]
	}
	err := s.db.Remove(ctx, models.Removal{UserID: id, Hash: hash, Erase: erase, Now: s.now()})
	if err != nil {
		return refusal.Missing(err, refusal.UnknownUser, "remove user")
	}
	s.numberLog.Forget(hashes)
	return nil
}

// erase replaces what names the user by keyed hashes: a plain hash of a number is
// found by trying all numbers. Whoever has the key can tell whether a number was
// this user's.
func (s *Service) erase(u *User) {
	hide := func(value string, size int) string {
		if value == "" {
			return ""
		}
		mac := hmac.New(sha256.New, s.eraseKey)
		mac.Write([]byte(u.ID + "\x00" + value))
		return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))[:size]
	}
	u.Phone = models.Text(hide(string(u.Phone), 15))
	u.PhoneChange = models.Text(hide(string(u.PhoneChange), 15))
	u.Email = models.Text(hide(string(u.Email), 43))
	u.Password, u.Unproved = "", false
	u.UserMetadata, u.AppMetadata, u.IdentityData = nil, nil, nil
	for i := range u.MoreIdentities {
		other := &u.MoreIdentities[i]
		other.ID, other.Email, other.IdentityData = hide(other.ID, 43), "", nil
	}
}
