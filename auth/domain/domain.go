package domain

import (
	"context"
	"io"
	"log/slog"
	"time"

	"phonelogin/auth"
	"phonelogin/auth/admin"
	"phonelogin/auth/apps"
	"phonelogin/auth/audit"
	"phonelogin/auth/delivery"
	"phonelogin/auth/hooks"
	"phonelogin/auth/human"
	"phonelogin/auth/keyring"
	"phonelogin/auth/limits"
	"phonelogin/auth/mfa"
	"phonelogin/auth/numberlog"
	"phonelogin/auth/otp"
	"phonelogin/auth/pagesessions"
	"phonelogin/auth/purge"
	"phonelogin/auth/readiness"
	"phonelogin/auth/sessions"
	"phonelogin/auth/takeover"
	"phonelogin/auth/timeline"
	"phonelogin/auth/tokens"
	"phonelogin/auth/users"
	"phonelogin/auth/writebehind"
	"phonelogin/config"
	"phonelogin/models"
	"phonelogin/providers"
)

// Domain holds the rooms of the domain, the lower ones first.
type Domain struct {
	Now func() time.Time // the server's clock, in whole microseconds as databases keep them

	// Logs, and writes that no request waits for
	Behind    *writebehind.Group
	Audit     *audit.Log
	NumberLog *numberlog.Log

	// Guards and state of requests
	Readiness    *readiness.Readiness
	Gate         *limits.Gate
	Human        *human.Checker
	PageSessions *pagesessions.Store

	// Hooks and carriers
	Hooks     *hooks.Hooks
	Messenger *delivery.Messenger

	// Signing in
	Apps     *apps.Apps
	Users    *users.Users
	Codes    *otp.Codes
	Checker  *otp.Checker
	Keyring  *keyring.Keyring
	Sessions *sessions.Sessions
	Auth     *auth.Service
	Factors  *mfa.Service

	// Operation
	Admin     *admin.Service
	Timelines *timeline.Store
	Importer  *takeover.Importer
	Purger    *purge.Purger
}

// Deps are the dependencies of New.
type Deps struct {
	DB        *models.DB
	Router    *providers.Router
	Reporters map[string]delivery.Reporter // by name, of the carriers that report delivery
	Keys      *tokens.Ring                 // the configured keys of access tokens
	Config    *config.Config               // checked
	Now       func() time.Time
	Random    io.Reader
	Log       *slog.Logger

	Inbox func(context.Context, providers.Message) error // shows a message in development; nil otherwise
}

// New makes a Domain. The error is a setting that cannot be used. The keys of access
// tokens in the database are not in use before the first Keyring.Reload.
func New(d Deps) (*Domain, error) {
	b, err := newBuilder(d)
	if err != nil {
		return nil, err
	}
	for _, step := range []func() error{b.makeLogs, b.makeGuards, b.makeOutside, b.makeCodes, b.makeSigningIn, b.makeOperation} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return b.Domain, nil
}
