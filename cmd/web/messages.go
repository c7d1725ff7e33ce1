package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"phonelogin/auth"
	"phonelogin/auth/secrets"
	"phonelogin/auth/timeline"
	"phonelogin/config"
	"phonelogin/models"
)

type messagesCmd struct {
	Since    since  `default:"24h" help:"How far to look back, in hours: 168h is a week."`
	Provider string `help:"Only this provider, such as twilio."`
	Country  string `help:"Only this country, such as DE."`
}

// Run counts messages and explains failures.
func (m messagesCmd) Run(ctx context.Context, s *environment) error {
	country, err := isoCountry(m.Country)
	if err != nil {
		return err
	}
	return s.withDatabase(ctx, func(_ *config.Config, db *models.DB) error {
		q := models.MessageQuery{
			Since: time.Now().UTC().Add(-time.Duration(m.Since)), Provider: m.Provider, Country: country,
		}
		counts, err := db.CountMessages(ctx, q)
		if err != nil {
			return err
		}
		if len(counts) == 0 {
			_, err := fmt.Fprintln(s.out, noMessages(q))
			return err
		}
		failures, err := db.CountFailures(ctx, q)
		if err != nil {
			return err
		}
		if err := printMessages(s.out, counts); err != nil {
			return err
		}
		return printFailures(s.out, failures)
	})
}

// noMessages is the line for an empty result, with the filters.
func noMessages(q models.MessageQuery) string {
	line := "No message since " + q.Since.Format(timeFormat)
	if q.Provider != "" {
		line += " through " + q.Provider
	}
	if q.Country != "" {
		line += " to " + q.Country
	}
	return line + "."
}

// printMessages prints the counts. Failed messages were not accepted, so they are
// not part of sent.
func printMessages(w io.Writer, counts []models.MessageCount) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "PROVIDER\tCHANNEL\tCOUNTRY\tSENT\tDELIVERED\tUNDELIVERED\tFAILED\tENTERED\tENTERED %\tPRICE")
	for _, c := range counts {
		fmt.Fprintf(t, "%s\t%s\t%s\t%d\t%d\t%d\t%d\t%d\t%s\t%s\n", c.Provider, c.Channel, orDash(c.Country),
			c.Sent, c.Delivered, c.Undelivered, c.Failed, c.Converted, percent(c.Converted, c.Sent), price(c))
	}
	return t.Flush()
}

// printFailures prints the failures, if any.
func printFailures(w io.Writer, failures []models.FailureCount) error {
	if len(failures) == 0 {
		return nil
	}
	fmt.Fprintln(w)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "PROVIDER\tCHANNEL\tCOUNTRY\tSTATE\tREASON\tCODE\tMESSAGES\tDETAIL\tWHY")
	for _, f := range failures {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%d\t%s\t%s\n", f.Provider, f.Channel, orDash(f.Country), f.State,
			orDash(f.Reason), orDash(f.Code), f.Messages, orDash(f.Detail),
			timeline.ExplainFailure(f.Provider, f.State, f.Reason, f.Code))
	}
	return t.Flush()
}

func orDash[T ~string](s T) T {
	if s == "" {
		return "-"
	}
	return s
}

func percent(part, total int) string {
	if total == 0 {
		return "-"
	}
	return strconv.FormatFloat(100*float64(part)/float64(total), 'f', 1, 64)
}

// price is the price that the provider reported. It may be missing or late.
func price(c models.MessageCount) string {
	if c.Currency == "" {
		return "-"
	}
	return strconv.FormatFloat(c.Price, 'f', 4, 64) + " " + c.Currency
}

type unblockCmd struct {
	Phone   string `arg:"" help:"The number, in E.164."`
	Channel string `enum:"sms,whatsapp,all" default:"all" help:"Only this channel."`
}

// Run lifts the opt-outs of a number.
func (u unblockCmd) Run(ctx context.Context, s *environment) error {
	phone, err := wireNumber(u.Phone)
	if err != nil {
		return err
	}
	return s.withDatabase(ctx, func(c *config.Config, db *models.DB) error {
		key, err := numberKey(c)
		if err != nil {
			return err
		}
		ch := auth.Channel(strings.TrimPrefix(u.Channel, "all"))
		err = db.LiftOptOut(ctx, key.Hash(phone), ch)
		if errors.Is(err, models.ErrNotFound) {
			return fmt.Errorf("%s gets messages already", phone.Masked())
		}
		if err != nil {
			return err
		}
		if err := noteEvent(ctx, c, db, phone, models.EventOptOutLifted, ch); err != nil {
			return err
		}
		fmt.Fprintln(s.out, phone.Masked(), "gets messages again. The provider may refuse them until the owner texts START.")
		return nil
	})
}

// numberKey derives the key that hashes numbers. The error is an unusable master
// key.
func numberKey(c *config.Config) (secrets.NumberKey, error) {
	master, err := secrets.NewMaster(c.Secrets.MasterKey)
	if err != nil {
		return nil, unusable{err}
	}
	key, err := secrets.NewNumberKey(master)
	if err != nil {
		return nil, unusable{err}
	}
	return key, nil
}
