package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"phonelogin/auth/hooks"
	"phonelogin/config"
	"phonelogin/models"
)

type checkCmd struct {
	Offline bool `help:"Do not connect to the database or the enabled providers."`
}

// Run prints the settings in force and all problems.
func (cmd checkCmd) Run(ctx context.Context, s *environment) error {
	c, err := s.settings()
	if c != nil {
		if err := c.Print(s.out); err != nil {
			return err
		}
		for _, warning := range c.Warnings() {
			fmt.Fprintln(s.err, "warning:", warning)
		}
	}
	if err != nil {
		return err
	}
	if _, err := ring(c, time.Now); err != nil {
		return unusable{err}
	}
	if err := hooks.Check(c.Auth.Hook); err != nil {
		return unusable{err}
	}
	remarks, err := textRemarks(c)
	if err != nil {
		return err
	}
	for _, remark := range remarks {
		fmt.Fprintln(s.err, "warning:", remark)
	}
	enabled, err := senders(c.Auth.SMS)
	if err != nil {
		return unusable{err}
	}
	if !cmd.Offline {
		if err := errors.Join(inspectDatabase(ctx, s.err, c), checkProviders(ctx, s.err, enabled)); err != nil {
			return err
		}
	}
	fmt.Fprintln(s.err, "The settings are fine.")
	return nil
}

type migrateCmd struct{}

// Run migrates the database.
func (migrateCmd) Run(ctx context.Context, s *environment) error {
	c, err := s.settings()
	if err != nil {
		return err
	}
	db, err := openDatabase(ctx, c, newLog(c.Log, s.err), c.Database.StartTimeout)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "The schema of the %s database is up to date.\n", db.Kind())
	return db.Close()
}

type unstopCmd struct {
	Phone string `arg:"" help:"The number, in E.164."`
}

// Run resets a number's wrong codes.
func (u unstopCmd) Run(ctx context.Context, s *environment) error {
	phone, err := wireNumber(u.Phone)
	if err != nil {
		return err
	}
	return s.withDatabase(ctx, func(c *config.Config, db *models.DB) error {
		if err := db.ForgetFailures(ctx, phone); err != nil {
			return err
		}
		if err := noteEvent(ctx, c, db, phone, models.EventUnstopped, ""); err != nil {
			return err
		}
		fmt.Fprintln(s.out, phone.Masked(), "may ask for codes again.")
		return nil
	})
}

// withDatabase opens the database of the settings and calls do. It does not wait
// for a database that is down: the operator sees the error at once.
func (s *environment) withDatabase(ctx context.Context, do func(c *config.Config, db *models.DB) error) error {
	c, err := s.settings()
	if err != nil {
		return err
	}
	db, err := openDatabase(ctx, c, newLog(c.Log, s.err), 0)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }() // the process ends
	return do(c, db)
}
