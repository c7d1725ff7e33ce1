package auth

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"phonelogin/auth/secrets"
	"phonelogin/config"
	"phonelogin/models"
	"phonelogin/providers"
)

// Timelines tell what happened to the messages and codes of a number. Nothing in
// them needs a Service, so the command line has them too.
type Timelines struct {
	db          *models.DB
	key         secrets.NumberKey
	rules       config.Auth
	development bool
	now         func() time.Time
}

// NewTimelines reads what settings say of numbers. The error is one of them that
// cannot be used.
func NewTimelines(db *models.DB, c *config.Config, now func() time.Time) (*Timelines, error) {
	master, err := secrets.NewMaster(c.Secrets.MasterKey)
	if err != nil {
		return nil, err
	}
	key, err := secrets.NewNumberKey(master)
	if err != nil {
		return nil, err
	}
	return &Timelines{
		db: db, key: key, rules: c.Auth, now: func() time.Time { return now().UTC() },
		development: c.Mode == config.Development,
	}, nil
}

// Timeline is what happened to a number since a time: the verdict first.
type Timeline struct {
	Number  string // masked
	Since   time.Time
	Verdict Verdict
	Events  []TimelineEvent // oldest first
}

// TimelineEvent is one thing that happened, or several like it within an hour.
type TimelineEvent struct {
	At       time.Time
	Until    time.Time // the last of several; At where there is one
	Times    int
	Kind     string // of the events of this file, or of a NumberEvent; stable
	Purpose  Purpose
	Channel  Channel
	Provider string
	State    string // of a message: what the provider answered, or reported
	Reason   string // why it failed or was refused; stable
	Code     string // the provider's own
	Detail   string // its status and code
	Says     string // one sentence in English for operators
}

// The kinds of events that messages tell of.
const (
	MessageAsked    = "message"      // a provider was asked to send
	MessageReported = "report"       // it told what became of the message
	CodeEntered     = "code_entered" // and was right
	OptOutNoted     = "opt_out"
)

// mostEvents of each kind are read: who wants to know more than the newest few
// hundred looks at an attack.
const mostEvents = 300

// Of is the timeline of a number. Nobody hears of it but operators: it tells who
// is known.
func (t *Timelines) Of(ctx context.Context, p Phone) (*Timeline, error) {
	now, hash := t.now(), t.key.Hash(p)
	h := history{now: now, since: now.Add(-t.rules.SMS.KeepHistory), reports: t.reports, settings: t.bySettings(p, now)}
	var err error
	if h.messages, err = t.db.RecentMessages(ctx, hash, h.since, mostEvents); err != nil {
		return nil, fmt.Errorf("list messages: %w", err)
	}
	if h.events, err = t.db.NumberEvents(ctx, hash, h.since, mostEvents); err != nil {
		return nil, fmt.Errorf("list events: %w", err)
	}
	if h.optOuts, err = t.db.OptOutsOf(ctx, hash); err != nil {
		return nil, fmt.Errorf("list opt-outs: %w", err)
	}
	if h.failures, err = t.db.Failures(ctx, string(p), ""); err != nil {
		return nil, fmt.Errorf("count wrong codes: %w", err)
	}
	return &Timeline{Number: p.Masked(), Since: h.since, Verdict: h.verdict(), Events: h.timeline()}, nil
}

// Note notes what an operator did for a number. It takes a new id.
func (t *Timelines) Note(ctx context.Context, id string, p Phone, kind string, ch Channel) error {
	now := t.now()
	err := t.db.KeepNumberEvents(ctx, []models.NumberEvent{{
		ID: id, NumberHash: t.key.Hash(p), Kind: kind, Reason: models.ByOperator, Channel: string(ch), Times: 1, FirstAt: now, LastAt: now,
	}})
	if err != nil {
		return fmt.Errorf("note what an operator did: %w", err)
	}
	return nil
}

// bySettings is a verdict that the settings alone decide, or none.
func (t *Timelines) bySettings(p Phone, now time.Time) Verdict {
	sms := t.rules.SMS
	if t.isTestNumber(p, now) {
		return Verdict{"test_number", "This is a test number: no message goes to it, and its code stands in auth.sms.test_otp."}
	}
	if !sms.EnableSignup {
		return Verdict{"phone_disabled", "Sign-in by phone is off: set auth.sms.enable_signup."}
	}
	if len(sms.Countries) > 0 && !p.In(sms.Countries) {
		return Verdict{"country_refused", "No code is sent to " + cmp.Or(p.Country(), "a number of no known country") +
			": add the country to auth.sms.countries, or leave it out."}
	}
	return Verdict{}
}

// isTestNumber tells whether no message goes to a number, because its code is fixed.
func (t *Timelines) isTestNumber(p Phone, now time.Time) bool {
	for number := range t.rules.SMS.TestOTP {
		if test, err := ParseWirePhone(number); err == nil && test == p {
			end := t.rules.SMS.TestOTPValidUntil
			return now.Before(end) || end.IsZero() && t.development
		}
	}
	return false
}

// reports tells whether a provider ever says what became of a message.
func (t *Timelines) reports(provider string) bool {
	return slices.Contains([]string{"twilio", "messagebird", "vonage"}, provider)
}

// timeline is everything in order.
func (h history) timeline() []TimelineEvent {
	var all []TimelineEvent
	for _, m := range h.messages {
		all = append(all, eventsOf(m)...)
	}
	for _, e := range h.events {
		all = append(all, TimelineEvent{
			At: e.FirstAt, Until: e.LastAt, Times: e.Times, Kind: e.Kind, Channel: Channel(e.Channel), Reason: e.Reason,
			Says: saysOfEvent(e),
		})
	}
	for _, o := range h.optOuts {
		all = append(all, TimelineEvent{
			At: o.Since, Until: o.Since, Times: 1, Kind: OptOutNoted, Channel: Channel(o.Channel), Provider: o.Provider,
			Reason: string(providers.OptedOut), Says: nameOf(o.Provider) + " says that the number's owner wrote STOP.",
		})
	}
	slices.SortStableFunc(all, func(a, b TimelineEvent) int { return a.At.Compare(b.At) })
	return all
}

// eventsOf is what happened to a message: the provider was asked, it reported, the
// code was entered.
func eventsOf(m models.Message) []TimelineEvent {
	asked := TimelineEvent{
		At: m.CreatedAt, Until: m.CreatedAt, Times: 1, Kind: MessageAsked, Purpose: Purpose(m.Purpose),
		Channel: Channel(m.Channel), Provider: m.Provider, State: m.State,
	}
	if m.TakenAt != nil {
		asked.State = models.MessageSent
	}
	asked.Says = saysOfAttempt(m, asked.State)
	if asked.State == models.MessageFailed || asked.State == models.MessageUnsure {
		asked.Reason, asked.Code, asked.Detail = m.Reason, m.Code, m.Detail
	}
	all := []TimelineEvent{asked}
	if m.TakenAt != nil && m.FinalAt != nil {
		told := asked
		told.At, told.Until, told.Kind, told.State = *m.FinalAt, *m.FinalAt, MessageReported, m.State
		told.Reason, told.Code, told.Detail = m.Reason, m.Code, m.Detail
		told.Says = saysOfReport(m)
		all = append(all, told)
	}
	if m.ConvertedAt != nil {
		entered := asked
		entered.At, entered.Until, entered.Kind = *m.ConvertedAt, *m.ConvertedAt, CodeEntered
		entered.State, entered.Reason, entered.Code, entered.Detail = "", "", "", ""
		entered.Says = "The code was entered and is right."
		all = append(all, entered)
	}
	return all
}
