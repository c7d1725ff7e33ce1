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

// startEvery is how often a database that cannot work yet is tried.
const startEvery = time.Second

// openDatabase connects to the database of the settings and brings it up to date.
// It waits as long as patience for one that cannot be reached or cannot work yet,
// with a line in the log for each try; one that refuses us is not waited for.
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
	if log.Enabled(ctx, slog.LevelDebug) { // the text of a statement costs time to make
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
