package mfa

import (
	"fmt"
	"io"
	"log/slog"
	"time"

	"phonelogin/auth"
	"phonelogin/auth/apps"
	"phonelogin/auth/audit"
	"phonelogin/auth/hooks"
	"phonelogin/auth/secrets"
	"phonelogin/auth/sessions"
	"phonelogin/config"
	"phonelogin/models"
)

// Service holds the rules of second factors.
type Service struct {
	db       *models.DB
	auth     *auth.Service
	apps     *apps.Apps
	sessions *sessions.Sessions
	audit    *audit.Log
	hooks    *hooks.Hooks
	rules    config.MFA
	seal     *secrets.Seal // of the secrets of authenticator apps
	now      func() time.Time
	random   io.Reader
	log      *slog.Logger
}

// Deps are what a Service is made of.
type Deps struct {
	DB       *models.DB
	Auth     *auth.Service // sends and checks the codes of numbers
	Apps     *apps.Apps
	Sessions *sessions.Sessions // grants
	Audit    *audit.Log
	Hooks    *hooks.Hooks
	Rules    config.MFA
	Master   secrets.Master
	Now      func() time.Time // in whole microseconds, as auth.Service.Now
	Random   io.Reader
	Log      *slog.Logger
}

// New makes a Service. The error is a key that cannot be derived.
func New(d Deps) (*Service, error) {
	seal, err := d.Master.FactorSeal()
	if err != nil {
		return nil, fmt.Errorf("derive key: %w", err)
	}
	return &Service{
		db: d.DB, auth: d.Auth, apps: d.Apps, sessions: d.Sessions, audit: d.Audit, hooks: d.Hooks, rules: d.Rules, seal: seal, now: d.Now, random: d.Random, log: d.Log,
	}, nil
}
