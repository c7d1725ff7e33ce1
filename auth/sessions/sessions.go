package sessions

import (
	"context"
	"io"
	"log/slog"
	"time"

	"phonelogin/auth/audit"
	"phonelogin/auth/client"
	"phonelogin/auth/hooks"
	"phonelogin/auth/keyring"
	"phonelogin/auth/secrets"
	"phonelogin/config"
	"phonelogin/models"
)

// Sessions opens, refreshes and ends sessions, and reads their access tokens.
type Sessions struct {
	db      *models.DB
	audit   *audit.Log
	keyring *keyring.Keyring
	now     func() time.Time
	random  io.Reader
	log     *slog.Logger

	refreshKeys *secrets.RefreshKeys
	version     int // of the refresh tokens of new sessions
	bounds      bounds
	signer      *signer
	rotation    *rotation
}

// Deps are the dependencies of New.
type Deps struct {
	DB         *models.DB
	Keyring    *keyring.Keyring // signs and checks access tokens
	Hooks      *hooks.Hooks     // may change the claims of a token
	Audit      *audit.Log
	Master     secrets.Master
	Issuer     string // the iss claim of access tokens
	AccessLife time.Duration
	Refresh    config.RefreshTokens
	Limits     config.Sessions
	Now        func() time.Time // in whole microseconds
	Random     io.Reader
	Log        *slog.Logger
}

// New makes Sessions. The error is a key that cannot be derived.
func New(d Deps) (*Sessions, error) {
	keys, err := secrets.NewRefreshKeys(d.Master)
	if err != nil {
		return nil, err
	}
	limits := bounds{db: d.DB, settings: d.Limits, now: d.Now}
	signs := &signer{
		keyring: d.Keyring, hooks: d.Hooks, refreshKeys: keys, issuer: d.Issuer, life: d.AccessLife, lowAAL: d.Limits.AllowLowAAL,
		now: d.Now, random: d.Random,
	}
	return &Sessions{
		db: d.DB, audit: d.Audit, keyring: d.Keyring, now: d.Now, random: d.Random, log: d.Log,
		refreshKeys: keys, version: d.Refresh.RefreshTokenVersion, bounds: limits, signer: signs,
		rotation: &rotation{
			db: d.DB, audit: d.Audit, keys: keys, signer: signs, bounds: limits, settings: d.Refresh, now: d.Now, log: d.Log,
		},
	}, nil
}

// Prepare makes a session that begins now. face says who will hold it. Prepare does not
// store the session. The caller fills in the user and, unless a code proved the user,
// the method (AMR), and stores the session in the transaction that spends the proof.
func (s *Sessions) Prepare(ctx context.Context, face models.Face) (*models.Session, error) {
	id, err := secrets.NewID(s.random)
	if err != nil {
		return nil, err
	}
	now, from := s.now(), client.From(ctx)
	session := &models.Session{
		ID: id, Face: face, AAL: models.AAL1, AMR: models.Methods{{Method: "otp", Timestamp: now.Unix()}},
		UserAgent: models.TrimUserAgent(from.UserAgent), IP: from.IP, Country: models.Text(from.Country), Tag: s.bounds.tag(), CreatedAt: now,
	}
	if s.version < 2 {
		_, session.FirstToken = s.refreshKeys.Child(id, "")
	}
	return session, nil
}

// Grant signs tokens of a stored session for its user u. method says how the user was
// proved, for the custom_access_token hook. Refuses as that hook does.
func (s *Sessions) Grant(ctx context.Context, u *models.User, session *models.Session, method string) (*Grant, error) {
	return s.signer.sign(ctx, u, session, method)
}

// Refresh answers a refresh token with new tokens of its session (wire contract,
// section 8.3). The package comment has the table of cases. Refuses with BadRefresh,
// UnknownRefresh, ForeignRefresh, RefreshReused, UserBanned or SessionExpired, and as
// the custom_access_token hook does.
func (s *Sessions) Refresh(ctx context.Context, token string) (*Grant, error) {
	return s.rotation.answer(ctx, token)
}

// ListOpen lists a user's open sessions, newest first.
func (s *Sessions) ListOpen(ctx context.Context, userID string) ([]models.Session, error) {
	now := s.now()
	return s.db.SessionsOf(ctx, userID, LimitsAt(s.bounds.settings, now), now)
}

// Issuer returns the iss claim of access tokens.
func (s *Sessions) Issuer() string { return s.signer.issuer }
