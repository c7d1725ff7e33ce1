package timeline

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"phonelogin/auth/secrets"
	"phonelogin/config"
	"phonelogin/models"
	"phonelogin/models/phone"
)

// Store makes timelines of numbers.
type Store struct {
	db          *models.DB
	numbers     secrets.NumberKey
	rules       config.SMS
	development bool
	now         func() time.Time
}

// Deps are the parts of a Store.
type Deps struct {
	DB          *models.DB
	Numbers     secrets.NumberKey
	Rules       config.SMS
	Development bool // in development mode, where test numbers need no end
	Now         func() time.Time
}

// New makes a Store.
func New(d Deps) *Store {
	return &Store{
		db: d.DB, numbers: d.Numbers, rules: d.Rules, development: d.Development, now: func() time.Time { return d.Now().UTC() },
	}
}

// mostEvents is how many messages and how many events are read, newest first. A
// number with more is under attack, and older events would explain nothing.
const mostEvents = 300

// Of returns the timeline of a number over the time of auth.sms.keep_history. Only
// operators may see it: it shows whether a number is known. It never refuses; an
// unknown number has a timeline without events.
func (s *Store) Of(ctx context.Context, p phone.Number) (*Timeline, error) {
	now, hash := s.now(), s.numbers.Hash(p)
	h := history{now: now, since: now.Add(-s.rules.KeepHistory), reports: s.reports, settings: s.bySettings(p, now)}
	var err error
	if h.messages, err = s.db.RecentMessages(ctx, hash, h.since, mostEvents); err != nil {
		return nil, fmt.Errorf("list messages: %w", err)
	}
	if h.events, err = s.db.NumberEvents(ctx, hash, h.since, mostEvents); err != nil {
		return nil, fmt.Errorf("list events: %w", err)
	}
	if h.optOuts, err = s.db.OptOutsOf(ctx, hash); err != nil {
		return nil, fmt.Errorf("list opt-outs: %w", err)
	}
	if h.failures, err = s.db.Failures(ctx, p); err != nil {
		return nil, fmt.Errorf("count wrong codes: %w", err)
	}
	return &Timeline{Number: p.Masked(), Since: h.since, Verdict: h.judge(), Events: h.allEvents()}, nil
}

// Note adds an operator's act to a number's timeline: kind is
// models.EventOptOutLifted or models.EventUnstopped, ch the channel, "" for all. id
// must be new.
func (s *Store) Note(ctx context.Context, id string, p phone.Number, kind string, ch phone.Channel) error {
	now := s.now()
	err := s.db.KeepNumberEvents(ctx, []models.NumberEvent{{
		ID: id, NumberHash: s.numbers.Hash(p), Kind: kind, Reason: models.ByOperator, Channel: ch, Times: 1, FirstAt: now, LastAt: now,
	}})
	if err != nil {
		return fmt.Errorf("note what an operator did: %w", err)
	}
	return nil
}

// bySettings is the verdict when the settings alone decide, else the zero Verdict.
func (s *Store) bySettings(p phone.Number, now time.Time) Verdict {
	if s.isTestNumber(p, now) {
		return Verdict{"test_number", "This is a test number: no message goes to it, and its code stands in auth.sms.test_otp."}
	}
	if !s.rules.EnableSignup {
		return Verdict{"phone_disabled", "Sign-in by phone is off: set auth.sms.enable_signup."}
	}
	if len(s.rules.Countries) > 0 && !p.In(s.rules.Countries) {
		return Verdict{"country_refused", "No code is sent to " + cmp.Or(p.Country(), "a number of no known country") +
			": add the country to auth.sms.countries, or leave it out."}
	}
	return Verdict{}
}

// isTestNumber reports whether the settings fix the number's code, so that no
// message is sent.
func (s *Store) isTestNumber(p phone.Number, now time.Time) bool {
	for number := range s.rules.TestOTP {
		if test, err := phone.ParseWire(number); err == nil && test == p {
			end := s.rules.TestOTPValidUntil
			return now.Before(end) || end.IsZero() && s.development
		}
	}
	return false
}

// reports reports whether a provider sends delivery reports.
func (s *Store) reports(provider string) bool {
	return slices.Contains([]string{"twilio", "messagebird", "vonage"}, provider)
}
