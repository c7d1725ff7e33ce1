package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"phonelogin/auth"
	"phonelogin/auth/admin"
	"phonelogin/auth/keyring"
	"phonelogin/auth/mfa"
	"phonelogin/auth/passwords"
	"phonelogin/auth/secrets"
	"phonelogin/auth/tokens"
	"phonelogin/config"
	"phonelogin/handlers"
	"phonelogin/models"
	"phonelogin/providers"
)

// program is everything, put together.
type program struct {
	db      *models.DB
	clock   *models.Clock // of all replicas
	auth    *auth.Service
	handler http.Handler

	stopping chan struct{} // closed when the program is told to stop

	carriers []providers.Sender // those that send to phones
}

// wire builds the program from the ground up, in reading order.
func wire(ctx context.Context, c *config.Config, log *slog.Logger) (*program, error) {
	db, err := openDatabase(ctx, c, log, c.Database.StartTimeout)
	if err != nil {
		return nil, err
	}
	clock, err := db.Clock(ctx, models.SystemClock())
	if err != nil {
		return nil, fmt.Errorf("read the database's clock: %w", err)
	}
	keys, err := ring(c, clock.Now)
	if err != nil {
		return nil, unusable{err}
	}
	messaging, err := newCarriers(c, log)
	if err != nil {
		return nil, unusable{err}
	}
	service, err := auth.New(auth.Deps{
		DB: db, Router: messaging.router, Reporters: messaging.reporters, Keys: keys, Now: clock.Now, Random: rand.Reader, Log: log, Config: c,
		Inbox: messaging.putInInbox,
	})
	if err != nil {
		return nil, unusable{err}
	}
	if err := service.Keyring().Reload(ctx); err != nil {
		return nil, err
	}
	master, err := secrets.NewMaster(c.Secrets.MasterKey)
	if err != nil {
		return nil, unusable{err}
	}
	factors, err := mfa.New(mfa.Deps{
		DB: db, Codes: service.Codes(), Checker: service.Checker(), Apps: service.Apps(), Sessions: service.Sessions(), Audit: service.AuditLog(),
		Hooks: service.Hooks(), Rules: c.Auth.MFA, Master: master, Now: service.Now, Random: rand.Reader, Log: log,
	})
	if err != nil {
		return nil, unusable{err}
	}
	admins, err := admin.New(admin.Deps{
		DB: db, Users: service.Users(), MFA: factors, Audit: service.AuditLog(), AdminRoles: c.Auth.JWTAdminRoles,
		Passwords: passwords.Rules{Length: c.Auth.MinimumPasswordLength, Characters: c.Auth.PasswordRequirements},
		Master:    master, Now: service.Now, Random: rand.Reader, Audience: c.Auth.JWTAud, Role: c.Auth.JWTDefaultRole,
	})
	if err != nil {
		return nil, unusable{err}
	}
	timelines, err := timelinesOf(c, db, clock.Now)
	if err != nil {
		return nil, err
	}
	stopping := make(chan struct{})
	handler, err := handlers.New(handlers.Deps{
		Auth: service, Apps: service.Apps(), Sessions: service.Sessions(), Users: service.Users(), Codes: service.Codes(), Factors: factors, Admin: admins, Timelines: timelines,
		Gate: service.Gate(), Human: service.Human(), Browsers: service.PageSessions(), Readiness: service.Readiness(),
		Keys: keys, Inbox: messaging.inbox, Log: log, Version: version, Stopping: stopping,
		Settings: handlers.SettingsOf(c), CookieKeys: c.Secrets.CookieKeys,
		APIKeys: tokens.NewAPIKeys(clock.Now, []string{c.Auth.PublishableKey, c.Auth.AnonKey},
			[]string{c.Auth.SecretKey, c.Auth.ServiceRoleKey}, keyring.SharedSecret(c.SigningKeys())),
	})
	if err != nil {
		return nil, unusable{err}
	}
	return &program{db: db, clock: clock, auth: service, handler: handler, stopping: stopping, carriers: messaging.senders}, nil
}

// ring is the configured keys of access tokens.
func ring(c *config.Config, now func() time.Time) (*tokens.Ring, error) {
	keys, err := keyring.Read(c.SigningKeys())
	if err != nil {
		return nil, err
	}
	return tokens.NewRing(now, keys[0], keys[1:]...), nil
}
