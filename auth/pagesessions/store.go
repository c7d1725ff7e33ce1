package pagesessions

import (
	"context"
	"errors"
	"fmt"
	"time"

	"phonelogin/auth/secrets"
	"phonelogin/models"
)

// Store holds the sessions of all browsers.
type Store struct {
	db  *models.DB
	now func() time.Time
}

// New makes a Store.
func New(db *models.DB, now func() time.Time) *Store { return &Store{db: db, now: now} }

// Read returns what was kept for a browser, nil where nothing is.
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

// Keep keeps data for a browser, for life at the most, and no longer than
// the session that is signed in there; session is "" for a visitor.
func (s *Store) Keep(ctx context.Context, id, session string, data []byte, life time.Duration) error {
	err := s.db.KeepPageSession(ctx, &models.PageSession{
		Hash: secrets.Hash(id), Data: data, SessionID: models.Text(session), ExpiresAt: s.now().Add(life),
	})
	if err != nil {
		return fmt.Errorf("keep page session: %w", err)
	}
	return nil
}
