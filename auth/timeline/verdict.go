package timeline

import (
	"fmt"
	"strings"
	"time"

	"phonelogin/auth/limits"
	"phonelogin/auth/refusal"
	"phonelogin/models"
	"phonelogin/models/phone"
)

// Verdict tells an operator in one sentence what is wrong with a number and what to
// do.
type Verdict struct {
	Name string // stable; for a failed message, the providers.Reason
	Text string
}

// history is the input of a verdict.
type history struct {
	now, since time.Time
	settings   Verdict // verdict of the settings alone; zero for none
	failures   int     // wrong codes of strangers in a row
	optOuts    []models.OptOut
	messages   []models.Message     // oldest first
	events     []models.NumberEvent // oldest first
	reports    func(provider string) bool
}

// judge decides by the latest event: an entered code, a refused request, or else
// the newest message. Whatever stops every request comes first.
func (h history) judge() Verdict {
	request, newest := h.newestRequest()
	refused := h.last(models.EventRequestRefused)
	entered := h.enteredAt()
	switch {
	case h.settings.Name != "":
		return h.settings
	case h.failures >= limits.MaxFailures:
		return Verdict{"stopped", fmt.Sprintf("Stopped after %d wrong codes in a row: `web unstop` lets people try again.", h.failures)}
	case len(request) == 0 && refused == nil:
		return h.noRequest()
	case refused == nil, entered.After(refused.LastAt), newest.After(refused.LastAt):
		return h.ofMessages(request, newest, entered)
	}
	return h.requestRefused(refused, request, newest, entered)
}

// noRequest is the verdict when no code was requested.
func (h history) noRequest() Verdict {
	if len(h.optOuts) > 0 {
		return h.optedOut(h.optOuts[0])
	}
	if e := h.last(models.EventCodeRefused); e != nil {
		return Verdict{"no_request", "No code was asked for in " + h.span() + "; what was entered cannot be right: ask for a code first."}
	}
	return Verdict{"no_request", "No message was asked for in the last " + h.span() + "."}
}

func (h history) span() string {
	if days := int(h.now.Sub(h.since) / (24 * time.Hour)); days > 1 {
		return fmt.Sprintf("%d days", days)
	}
	return "24 hours"
}

// requestRefused is the verdict when the newest request was refused.
func (h history) requestRefused(e *models.NumberEvent, request []models.Message, newest, entered time.Time) Verdict {
	near := e.FirstAt.Sub(newest) < limits.LongestLife
	switch reason := refusal.Reason(e.Reason); {
	case (reason == refusal.SendRefused || reason == refusal.SendFailed || reason == refusal.OptedOut) && e.LastAt.Sub(newest) < time.Minute:
		return h.ofMessages(request, newest, entered) // the provider's refusal
	case reason == refusal.OptedOut:
		if o := h.optOutOf(e.Channel); o != nil {
			return h.optedOut(*o)
		}
		return Verdict{"opted_out", "Refused for STOP, which is lifted since: ask again."}
	case reason == refusal.TooSoon && len(request) > 0 && near && newest.After(entered):
		v := h.ofMessages(request, newest, entered)
		v.Text = fmt.Sprintf("%s; asked again too soon, %s.", strings.TrimSuffix(v.Text, "."), times(e.Times))
		return v
	}
	return h.ofEvent(requestRefusals, e)
}

// ofEvent is the verdict on an event in the words of a table.
func (h history) ofEvent(table map[string]refusalWords, e *models.NumberEvent) Verdict {
	return Verdict{e.Reason, fmt.Sprintf("%s: refused %s, last at %s; %s.",
		wordsOf(table, e.Reason).happened, times(e.Times), h.clock(e.LastAt), wordsOf(table, e.Reason).then)}
}

// times is a count in words.
func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return fmt.Sprintf("%d times", n)
}

// clock is a time for a sentence.
func (h history) clock(at time.Time) string {
	at = at.UTC()
	if at.Format(time.DateOnly) == h.now.UTC().Format(time.DateOnly) {
		return at.Format("15:04 UTC")
	}
	return at.Format("15:04 UTC on 2 January")
}

func (h history) optedOut(o models.OptOut) Verdict {
	return Verdict{"opted_out", fmt.Sprintf("STOP was sent on %s: START from the phone or `web unblock` lifts it, or use another channel than %s.",
		o.Since.UTC().Format("2 January 2006"), o.Channel)}
}

func (h history) optOutOf(ch phone.Channel) *models.OptOut {
	for i := range h.optOuts {
		if h.optOuts[i].Channel == ch {
			return &h.optOuts[i]
		}
	}
	return nil
}

// last is the newest event of a kind, nil for none.
func (h history) last(kind string) *models.NumberEvent {
	var newest *models.NumberEvent
	for i := range h.events {
		if e := &h.events[i]; e.Kind == kind && (newest == nil || e.LastAt.After(newest.LastAt)) {
			newest = e
		}
	}
	return newest
}

// newestRequest returns the messages of the newest request for a code, and when the
// last one was sent.
func (h history) newestRequest() (request []models.Message, newest time.Time) {
	challenge := models.Text("")
	for i := len(h.messages) - 1; i >= 0; i-- {
		m := h.messages[i]
		if m.Purpose == models.PurposeNotice || challenge != "" && m.ChallengeID != challenge {
			continue
		}
		if challenge == "" {
			challenge, newest = m.ChallengeID, m.CreatedAt
		}
		request = append([]models.Message{m}, request...)
	}
	return request, newest
}

// enteredAt is when a right code was last entered, zero for never.
func (h history) enteredAt() (at time.Time) {
	for _, m := range h.messages {
		if m.ConvertedAt != nil && m.ConvertedAt.After(at) {
			at = *m.ConvertedAt
		}
	}
	return at
}

// deliveries counts the delivered codes since a code was last entered.
func (h history) deliveries() (n int) {
	for _, m := range h.messages {
		switch {
		case m.ConvertedAt != nil:
			n = 0
		case m.State == models.MessageDelivered && m.Purpose != models.PurposeNotice:
			n++
		}
	}
	return n
}
