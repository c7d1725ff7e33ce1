package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"phonelogin/config"
	"phonelogin/models"
)

// startEvery is the pause between attempts to open a database that does not work
// yet.
const startEvery = time.Second

// openDatabase connects to the database of the settings and migrates it. It waits
// at most patience for a database that cannot be reached or does not work yet, with
// a log line for each attempt. It does not wait for one that refuses access.
func openDatabase(ctx context.Context, c *config.Config, log *slog.Logger, patience time.Duration) (*models.DB, error) {
	if strings.HasPrefix(c.Database.URL, "sqlite:") {
		if err := os.MkdirAll(c.Server.DataDir, 0o700); err != nil {
			return nil, fmt.Errorf("make data directory: %w", err)
		}
	}
	o := models.Options{
		URL: c.Database.URL, MaxConnections: c.Database.MaxConnections, Pooler: c.Database.Pooler,
		ConnectionLife: c.Database.ConnectionLife,
	}
	if log.Enabled(ctx, slog.LevelDebug) { // making the text of a statement costs time
		o.OnStatement = func(statement string) { log.Debug("statement", "sql", statement) }
	}
	for deadline := time.Now().Add(patience); ; {
		db, err := models.Open(ctx, o)
		left := time.Until(deadline)
		if !mayRecover(err) || left <= 0 {
			return db, err
		}
		log.WarnContext(ctx, "the database cannot work yet, trying again", "for", left.Round(time.Second).String(), "error", err)
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(min(startEvery, left)):
		}
	}
}

// mayRecover reports whether waiting may help: a wrong password or name stays
// wrong.
func mayRecover(err error) bool {
	o, ok := errors.AsType[*models.Outage](err)
	return ok && o.Reason != models.Refused
}
