package timeline

import (
	"slices"
	"time"

	"phonelogin/auth/phone"
	"phonelogin/models"
	"phonelogin/providers"
)

// Timeline is the verdict on a number, and what happened to it since a time.
type Timeline struct {
	Number  string // masked
	Since   time.Time
	Verdict Verdict
	Events  []Event // oldest first
}

// Event is one thing that happened, or several like it within an hour.
type Event struct {
	At       time.Time
	Until    time.Time // the last of several; At where there is one
	Times    int
	Kind     string // one of this file, or that of a models.NumberEvent; stable
	Purpose  models.Purpose
	Channel  phone.Channel
	Provider string
	State    string // of a message: what the provider answered, or reported
	Reason   string // why it failed or was refused; stable
	Code     string // the provider's own
	Detail   string // its status and code
	Text     string // one sentence in English for operators
}

// The kinds of events that messages tell of.
const (
	MessageAsked    = "message"      // a provider was asked to send
	MessageReported = "report"       // it told what became of the message
	CodeEntered     = "code_entered" // and was right
	OptOutNoted     = "opt_out"
)

// timeline is everything in order.
func (h history) timeline() []Event {
	var all []Event
	for _, m := range h.messages {
		all = append(all, eventsOf(m)...)
	}
	for _, e := range h.events {
		all = append(all, Event{
			At: e.FirstAt, Until: e.LastAt, Times: e.Times, Kind: e.Kind, Channel: e.Channel, Reason: e.Reason,
			Text: describeEvent(e),
		})
	}
	for _, o := range h.optOuts {
		all = append(all, Event{
			At: o.Since, Until: o.Since, Times: 1, Kind: OptOutNoted, Channel: o.Channel, Provider: o.Provider,
			Reason: string(providers.OptedOut), Text: nameOf(o.Provider) + " says that the number's owner wrote STOP.",
		})
	}
	slices.SortStableFunc(all, func(a, b Event) int { return a.At.Compare(b.At) })
	return all
}

// eventsOf is what happened to a message: the provider was asked, it reported, the
// code was entered.
func eventsOf(m models.Message) []Event {
	asked := Event{
		At: m.CreatedAt, Until: m.CreatedAt, Times: 1, Kind: MessageAsked, Purpose: m.Purpose,
		Channel: m.Channel, Provider: m.Provider, State: m.State,
	}
	if m.TakenAt != nil {
		asked.State = models.MessageSent
	}
	asked.Text = describeAttempt(m, asked.State)
	if asked.State == models.MessageFailed || asked.State == models.MessageUnsure {
		asked.Reason, asked.Code, asked.Detail = m.Reason, m.Code, m.Detail
	}
	all := []Event{asked}
	if m.TakenAt != nil && m.FinalAt != nil {
		told := asked
		told.At, told.Until, told.Kind, told.State = *m.FinalAt, *m.FinalAt, MessageReported, m.State
		told.Reason, told.Code, told.Detail = m.Reason, m.Code, m.Detail
		told.Text = describeReport(m)
		all = append(all, told)
	}
	if m.ConvertedAt != nil {
		entered := asked
		entered.At, entered.Until, entered.Kind = *m.ConvertedAt, *m.ConvertedAt, CodeEntered
		entered.State, entered.Reason, entered.Code, entered.Detail = "", "", "", ""
		entered.Text = "The code was entered and is right."
		all = append(all, entered)
	}
	return all
}
