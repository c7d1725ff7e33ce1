package timeline

import (
	"slices"
	"time"

	"phonelogin/models"
	"phonelogin/models/phone"
	"phonelogin/providers"
)

// Timeline is the verdict on a number and its events since a time.
type Timeline struct {
	Number  string // masked
	Since   time.Time
	Verdict Verdict
	Events  []Event // oldest first
}

// Event is one event, or several similar ones within an hour.
type Event struct {
	At       time.Time
	Until    time.Time // time of the last of several; At for a single one
	Times    int
	Kind     string // one of the kinds below, or of models.NumberEvent; stable
	Purpose  models.Purpose
	Channel  phone.Channel
	Provider string
	State    string // state of a message, by the provider's answer or report
	Reason   string // why it failed or was refused; stable
	Code     string // the provider's error code
	Detail   string // the provider's status and code
	Text     string // one sentence in English for operators
}

// The kinds of events from messages.
const (
	MessageAsked    = "message"      // a provider was asked to send
	MessageReported = "report"       // the provider reported on the message
	CodeEntered     = "code_entered" // a right code was entered
	OptOutNoted     = "opt_out"
)

// allEvents is all events in order.
func (h history) allEvents() []Event {
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

// eventsOf are the events of a message: the request to the provider, its report,
// the entered code.
func eventsOf(m models.Message) []Event {
	attempt := Event{
		At: m.CreatedAt, Until: m.CreatedAt, Times: 1, Kind: MessageAsked, Purpose: m.Purpose,
		Channel: m.Channel, Provider: m.Provider, State: m.State,
	}
	if m.TakenAt != nil {
		attempt.State = models.MessageSent
	}
	attempt.Text = describeAttempt(m, attempt.State)
	if attempt.State == models.MessageFailed || attempt.State == models.MessageUnsure {
		attempt.Reason, attempt.Code, attempt.Detail = m.Reason, m.Code, m.Detail
	}
	all := []Event{attempt}
	if m.TakenAt != nil && m.FinalAt != nil {
		reported := attempt
		reported.At, reported.Until, reported.Kind, reported.State = *m.FinalAt, *m.FinalAt, MessageReported, m.State
		reported.Reason, reported.Code, reported.Detail = m.Reason, m.Code, m.Detail
		reported.Text = describeReport(m)
		all = append(all, reported)
	}
	if m.ConvertedAt != nil {
		entered := attempt
		entered.At, entered.Until, entered.Kind = *m.ConvertedAt, *m.ConvertedAt, CodeEntered
		entered.State, entered.Reason, entered.Code, entered.Detail = "", "", "", ""
		entered.Text = "The code was entered and is right."
		all = append(all, entered)
	}
	return all
}
