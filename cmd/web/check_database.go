package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"phonelogin/config"
	"phonelogin/models"
)

// databaseTimeout is the time limit of the database check in web check.
const databaseTimeout = 5 * time.Second

// inspectDatabase checks whether the server can use the database, without changing
// it. It prints warnings for what is possible but not good.
func inspectDatabase(ctx context.Context, out io.Writer, c *config.Config) error {
	ctx, cancel := context.WithTimeout(ctx, databaseTimeout)
	defer cancel()
	s, err := models.Inspect(ctx, models.Options{URL: plannedURL(c), MaxConnections: 1, Pooler: c.Database.Pooler})
	if err != nil {
		err = fmt.Errorf("database.url: %w", err)
		if models.IsWrongDatabase(err) {
			return unusable{err}
		}
		return err
	}
	fmt.Fprintf(out, "database %s: %s\n", s.Kind, strings.Join(state(s), ", "))
	for _, warning := range databaseWarnings(s, c.Database.MaxConnections) {
		fmt.Fprintln(out, "warning:", warning)
	}
	switch {
	case s.Foreign:
		return unusable{errors.New("database.url: its schema auth holds the tables of another server: give this one a database of its own")}
	case s.ReadOnly:
		return errors.New("database.url: the database takes no changes: it is a standby, or the role may not make tables in schema auth")
	}
	return nil
}

// plannedURL is the URL of the database. If the data directory, which the first
// start creates, does not exist yet, it is a file in the nearest existing folder.
func plannedURL(c *config.Config) string {
	path, isSQLite := strings.CutPrefix(c.Database.URL, "sqlite:")
	if !isSQLite || filepath.Dir(path) != filepath.Clean(c.Server.DataDir) {
		return c.Database.URL
	}
	folder := filepath.Dir(path)
	for {
		_, err := os.Stat(folder)
		if err == nil || !errors.Is(err, os.ErrNotExist) || filepath.Dir(folder) == folder {
			return "sqlite:" + filepath.Join(folder, filepath.Base(path))
		}
		folder = filepath.Dir(folder)
	}
}

// state describes a database.
func state(s *models.DatabaseState) []string {
	switch {
	case s.Missing:
		return []string{"made at the first start"}
	case s.Schema < s.Wanted:
		return append(withPooler(s), fmt.Sprintf("schema %d, which the next start brings to %d", s.Schema, s.Wanted))
	}
	return append(withPooler(s), fmt.Sprintf("schema %d", s.Schema))
}

func withPooler(s *models.DatabaseState) []string {
	if s.BehindPooler {
		return []string{"reached through a pooler"}
	}
	return []string{"reached"}
}

// databaseWarnings are warnings about the state of a database.
func databaseWarnings(s *models.DatabaseState, wanted int) (all []string) {
	if s.Schema > s.Wanted {
		all = append(all, fmt.Sprintf("the database has schema %d, of a newer release: this one knows %d", s.Schema, s.Wanted))
	}
	if s.Ahead.Abs() > models.ClockTolerance {
		all = append(all, fmt.Sprintf("this machine's clock is %s the database's, which counts",
			direction(s.Ahead.Round(100*time.Millisecond))))
	}
	if s.Kind == "postgres" && !s.BehindPooler && wanted > s.Connections {
		all = append(all, fmt.Sprintf("database.max_connections is %d for each replica, and the server lets all together have %d", wanted, s.Connections))
	}
	return all
}

func direction(ahead time.Duration) string {
	if ahead < 0 {
		return fmt.Sprint(-ahead, " behind")
	}
	return fmt.Sprint(ahead, " ahead of")
}
