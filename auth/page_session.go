package auth

import (
	"context"
	"errors"
	"fmt"
	"time"

	"phonelogin/auth/secrets"
	"phonelogin/models"
)

// The pages remember a browser by an id in its cookie. What they remember is
// theirs to know; only a hash of the id is stored, so that a leaked database
// holds no cookie.

// PageData is what was kept for a browser, nil when nothing is.
func (s *Service) PageData(ctx context.Context, id string) ([]byte, error) {
	row, err := s.db.PageSession(ctx, secrets.Hash(id), s.now())
	if errors.Is(err, models.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read page session: %w", err)
	}
	return row.Data, nil
}

// KeepPageData keeps something for a browser, at most as long as life, and as long as
// the user whose session is signed in there; "" for a visitor.
func (s *Service) KeepPageData(ctx context.Context, id, session string, data []byte, life time.Duration) error {
	err := s.db.KeepPageSession(ctx, &models.PageSession{
		Hash: secrets.Hash(id), Data: data, SessionID: models.Text(session), ExpiresAt: s.now().Add(life),
	})
	if err != nil {
		return fmt.Errorf("keep page session: %w", err)
	}
	return nil
}

// DropPageData forgets a browser.
func (s *Service) DropPageData(ctx context.Context, id string) error {
	if err := s.db.DropPageSession(ctx, secrets.Hash(id)); err != nil {
		return fmt.Errorf("drop page session: %w", err)
	}
	return nil
}
