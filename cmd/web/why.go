package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"phonelogin/auth"
	"phonelogin/auth/secrets"
	"phonelogin/auth/timeline"
	"phonelogin/config"
	"phonelogin/models"
)

type whyCmd struct {
	Number  string `arg:"" help:"The number, in E.164 or as people write it."`
	Country string `help:"The country of a number without its code, such as DE."`
}

// Run prints the timeline of a number, the verdict first.
func (w whyCmd) Run(ctx context.Context, s *environment) error {
	country, err := isoCountry(w.Country)
	if err != nil {
		return err
	}
	phone, err := w.phone(country)
	if err != nil {
		return unusable{fmt.Errorf("not a number: write it with + and the country's code, or name the country with --country")}
	}
	return s.withDatabase(ctx, func(c *config.Config, db *models.DB) error {
		timelines, err := timelinesOf(c, db, time.Now)
		if err != nil {
			return err
		}
		t, err := timelines.Of(ctx, phone)
		if err != nil {
			return err
		}
		return printTimeline(s.out, t)
	})
}

// phone parses the number: like the JSON API if it has a country code, else as
// typed by people.
func (w whyCmd) phone(country string) (auth.Phone, error) {
	phone, err := auth.ParseWirePhone(w.Number)
	if err == nil && strings.HasPrefix(w.Number, "+") {
		return phone, nil
	}
	typed, wrong := auth.ParseTypedPhone(w.Number, country)
	if wrong == nil || country != "" {
		return typed, wrong
	}
	return phone, err
}

// printTimeline prints the verdict and the events.
func printTimeline(out io.Writer, t *timeline.Timeline) error {
	fmt.Fprintf(out, "%s: %s\n", t.Number, t.Verdict.Text)
	if len(t.Events) == 0 {
		return nil
	}
	fmt.Fprintln(out)
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "TIME (UTC)\tEVENT\tTIMES\tCHANNEL\tREASON\tCODE\tWHAT HAPPENED")
	for _, e := range t.Events {
		at := e.At.UTC().Format(time.DateTime)
		if e.Times > 1 {
			at += e.Until.UTC().Format(" – 15:04:05")
		}
		fmt.Fprintf(table, "%s\t%s\t%d\t%s\t%s\t%s\t%s\n", at, e.Kind, e.Times, orDash(e.Channel),
			orDash(cmp.Or(e.Reason, e.State)), orDash(e.Code), e.Text)
	}
	return table.Flush()
}

// timelinesOf makes the store of timelines. The error is a key that cannot be
// derived.
func timelinesOf(c *config.Config, db *models.DB, now func() time.Time) (*timeline.Store, error) {
	key, err := numberKey(c)
	if err != nil {
		return nil, err
	}
	return timeline.New(timeline.Deps{
		DB: db, Numbers: key, Rules: c.Auth.SMS, Development: c.Mode == config.Development, Now: now,
	}), nil
}

// noteEvent adds a command's act to a number's timeline.
func noteEvent(ctx context.Context, c *config.Config, db *models.DB, phone auth.Phone, kind string, ch auth.Channel) error {
	timelines, err := timelinesOf(c, db, time.Now)
	if err != nil {
		return err
	}
	id, err := secrets.NewID(rand.Reader)
	if err != nil {
		return err
	}
	return timelines.Note(ctx, id, phone, kind, ch)
}
