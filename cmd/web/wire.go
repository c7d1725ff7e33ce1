package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"time"

	"phonelogin/auth"
	"phonelogin/auth/tokens"
	"phonelogin/config"
	"phonelogin/handlers"
	"phonelogin/models"
	"phonelogin/providers"
)

// program is everything, put together.
type program struct {
	db      *models.DB
	auth    *auth.Service
	handler http.Handler
}

// wire builds the program from the ground up, in reading order.
func wire(ctx context.Context, c *config.Config, log *slog.Logger) (*program, error) {
	db, err := openDatabase(ctx, c, log)
	if err != nil {
		return nil, err
	}
	keys, err := ring(c)
	if err != nil {
		return nil, unusable{err}
	}
	sender, inbox := sender(c, log)
	service, err := auth.New(auth.Deps{
		DB: db, Sender: sender, Reporters: reporters(sender), Keys: keys, Now: time.Now, Random: rand.Reader, Log: log, Config: c,
	})
	if err != nil {
		return nil, unusable{err}
	}
	if err := service.ReloadKeys(ctx); err != nil {
		return nil, err
	}
	handler, err := handlers.New(handlers.Deps{
		Auth: service, Keys: keys, Inbox: inbox, Log: log, Config: c, Version: version,
		APIKeys: tokens.NewAPIKeys(time.Now, []string{c.Auth.PublishableKey, c.Auth.AnonKey},
			[]string{c.Auth.SecretKey, c.Auth.ServiceRoleKey}, c.SharedSecret()),
	})
	if err != nil {
		return nil, unusable{err}
	}
	return &program{db: db, auth: service, handler: handler}, nil
}

func openDatabase(ctx context.Context, c *config.Config, log *slog.Logger) (*models.DB, error) {
	if strings.HasPrefix(c.Database.URL, "sqlite:") {
		if err := os.MkdirAll(c.Server.DataDir, 0o700); err != nil {
			return nil, fmt.Errorf("make data directory: %w", err)
		}
	}
	o := models.Options{URL: c.Database.URL, MaxConnections: c.Database.MaxConnections}
	if log.Enabled(ctx, slog.LevelDebug) { // the text of a statement costs time to make
		o.Trace = func(statement string) { log.Debug("statement", "sql", statement) }
	}
	return models.Open(ctx, o)
}

// ring is the configured keys of access tokens.
func ring(c *config.Config) (*tokens.Ring, error) {
	keys, err := c.SigningKeys()
	if err != nil {
		return nil, err
	}
	return tokens.NewRing(time.Now, keys[0], keys[1:]...), nil
}

// sender is who carries messages. In development that is never a phone; there
// is no inbox outside of it.
func sender(c *config.Config, log *slog.Logger) (providers.Sender, func() []auth.Kept) {
	if c.Mode == "development" {
		inbox := providers.NewInbox(time.Now)
		return loud{inbox, log}, inbox.Messages
	}
	return providers.NewTwilio(c.Auth.SMS.Twilio), nil
}

// reporters are those carriers that tell what became of a message.
func reporters(carriers ...providers.Sender) map[string]auth.Reporter {
	all := map[string]auth.Reporter{}
	for _, carrier := range carriers {
		if r, ok := carrier.(interface {
			Report(providers.Callback) (providers.Report, error)
		}); ok {
			all[carrier.Name()] = r.Report
		}
	}
	return all
}

// loud is the inbox of development, which writes each message to the log as
// well: its codes are worth nothing outside this machine.
type loud struct {
	*providers.Inbox
	log *slog.Logger
}

// Send puts a message into the inbox.
func (l loud) Send(ctx context.Context, m providers.Message) (providers.Receipt, error) {
	r, err := l.Inbox.Send(ctx, m)
	l.log.InfoContext(ctx, "message (development: not sent)", "channel", m.Channel, "text", m.Text)
	return r, err
}
