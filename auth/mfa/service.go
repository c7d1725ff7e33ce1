package mfa

import (
	"fmt"
	"io"
	"log/slog"
	"time"

	"phonelogin/auth/apps"
	"phonelogin/auth/audit"
	"phonelogin/auth/hooks"
	"phonelogin/auth/otp"
	"phonelogin/auth/secrets"
	"phonelogin/auth/sessions"
	"phonelogin/config"
	"phonelogin/models"
)

// Service manages second factors.
type Service struct {
	db       *models.DB
	codes    *otp.Codes
	checker  *otp.Checker
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

// Deps are the parts of a Service.
type Deps struct {
	DB       *models.DB
	Codes    *otp.Codes   // sends the codes of factors with a number
	Checker  *otp.Checker // checks these codes
	Apps     *apps.Apps
	Sessions *sessions.Sessions // grants
	Audit    *audit.Log
	Hooks    *hooks.Hooks
	Rules    config.MFA
	Master   secrets.Master
	Now      func() time.Time // in whole microseconds
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
		db: d.DB, codes: d.Codes, checker: d.Checker, apps: d.Apps, sessions: d.Sessions, audit: d.Audit, hooks: d.Hooks,
		rules: d.Rules, seal: seal, now: d.Now, random: d.Random, log: d.Log,
	}, nil
}
