package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"phonelogin/auth/domain"
	"phonelogin/auth/keyring"
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
	domain  *domain.Domain
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
	rooms, err := domain.New(domain.Deps{
		DB: db, Router: messaging.router, Reporters: messaging.reporters, Keys: keys, Config: c, Inbox: messaging.putInInbox,
		Now: clock.Now, Random: rand.Reader, Log: log,
	})
	if err != nil {
		return nil, unusable{err}
	}
	if err := rooms.Keyring.Reload(ctx); err != nil {
		return nil, err
	}
	stopping := make(chan struct{})
	handler, err := handlers.New(handlers.Deps{
		Domain: rooms, Keys: keys, Inbox: messaging.inbox, Log: log, Version: version, Stopping: stopping,
		Settings: handlers.SettingsOf(c), CookieKeys: c.Secrets.CookieKeys,
		APIKeys: tokens.NewAPIKeys(clock.Now, []string{c.Auth.PublishableKey, c.Auth.AnonKey},
			[]string{c.Auth.SecretKey, c.Auth.ServiceRoleKey}, keyring.SharedSecret(c.SigningKeys())),
	})
	if err != nil {
		return nil, unusable{err}
	}
	return &program{db: db, clock: clock, domain: rooms, handler: handler, stopping: stopping, carriers: messaging.senders}, nil
}

// ring is the configured keys of access tokens.
func ring(c *config.Config, now func() time.Time) (*tokens.Ring, error) {
	keys, err := keyring.Read(c.SigningKeys())
	if err != nil {
		return nil, err
	}
	return tokens.NewRing(now, keys[0], keys[1:]...), nil
}
