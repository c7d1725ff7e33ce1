package pagesessions

import (
	"context"
	"errors"
	"fmt"
	"time"

	"phonelogin/auth/secrets"
	"phonelogin/models"
)

// Store holds the page sessions of all browsers.
type Store struct {
	db  *models.DB
	now func() time.Time
}

// New makes a Store.
func New(db *models.DB, now func() time.Time) *Store { return &Store{db: db, now: now} }

// Read returns the data of a browser by the id in its cookie; nil for none.
func (s *Store) Read(ctx context.Context, id string) ([]byte, error) {
	row, err := s.db.PageSession(ctx, secrets.Hash(id), s.now())
	if errors.Is(err, models.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read page session: %w", err)
	}
	return row.Data, nil
}

// Keep stores the data of a browser, for life. session is the one that is signed in
// there, "" for a visitor: if its user is removed, the data go too.
func (s *Store) Keep(ctx context.Context, id, session string, data []byte, life time.Duration) error {
	err := s.db.KeepPageSession(ctx, &models.PageSession{
		Hash: secrets.Hash(id), Data: data, SessionID: models.Text(session), ExpiresAt: s.now().Add(life),
	})
	if err != nil {
		return fmt.Errorf("keep page session: %w", err)
	}
	return nil
}
