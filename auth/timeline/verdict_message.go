package timeline

import (
	"fmt"
	"strings"
	"time"

	"phonelogin/auth/refusal"
	"phonelogin/models"
	"phonelogin/providers"
)

// ofMessages is the verdict on the newest request that sent a code.
func (h history) ofMessages(request []models.Message, newest, entered time.Time) Verdict {
	if len(request) == 0 {
		return h.noRequest()
	}
	if !entered.Before(newest) {
		return h.codeEntered(entered)
	}
	last := request[len(request)-1]
	for _, m := range request {
		if m.State == models.MessageDelivered {
			last = m // one delivered message is enough
		}
	}
	if e := h.last(models.EventCodeRefused); e != nil && !e.LastAt.Before(newest) && last.State != models.MessageFailed {
		return h.ofEvent(codeRefusals, e)
	}
	switch last.State {
	case models.MessageDelivered:
		return h.delivered(last)
	case models.MessageUndelivered, models.MessageFailed:
		return h.failed(last)
	case models.MessageUnsure:
		return Verdict{"unsure", fmt.Sprintf("%s did not answer in time at %s, so the message may have been sent: try again, and see the provider's status page if it happens often.",
			nameOf(last.Provider), h.clock(last.CreatedAt))}
	case models.MessageSending:
		return h.interrupted(last)
	}
	return h.noReport(last)
}

func (h history) codeEntered(at time.Time) Verdict {
	if e := h.last(models.EventCodeRefused); e != nil && e.Reason == string(refusal.UserBanned) && !e.LastAt.Before(at.Add(-time.Minute)) {
		return Verdict{"user_banned", "The code was right and the user is banned: lift the ban to let them in."}
	}
	return Verdict{"well", fmt.Sprintf("All is well: the code of %s was entered.", h.clock(at))}
}

// delivered is the verdict when the phone has the code.
func (h history) delivered(m models.Message) Verdict {
	n := h.deliveries()
	if age := h.now.Sub(m.CreatedAt); n == 1 && age < 2*time.Minute {
		return Verdict{"delivered", fmt.Sprintf("Delivered at %s, a moment ago: the person can enter the code.", h.clock(m.CreatedAt))}
	}
	return Verdict{"not_entered", fmt.Sprintf("Delivered %s, no code entered: the person may look at another phone, or their phone filters the message.", times(n))}
}

// failed is the verdict when the provider refused the message or reported a
// failure.
func (h history) failed(m models.Message) Verdict {
	reason := providers.Reason(m.Reason)
	if reason == providers.Reason(providers.OptedOut) {
		if o := h.optOutOf(m.Channel); o != nil {
			return h.optedOut(*o)
		}
		return Verdict{m.Reason, "STOP was sent and is lifted since: ask again."}
	}
	if m.Provider == providers.HookName {
		return Verdict{"hook_failed", fmt.Sprintf("The send_sms hook failed at %s: see what it answered.", h.clock(m.CreatedAt))}
	}
	who := nameOf(m.Provider) + " does not take it"
	if m.State == models.MessageUndelivered {
		who = nameOf(m.Provider) + " takes it, and then it fails"
	}
	says := reason.Meaning()
	if says == "" {
		return Verdict{"failed", who + " and does not say why: ask the provider, with the message's id."}
	}
	if m.State == models.MessageUndelivered && (reason.Kind() == providers.BadNumber || reason.Kind() == providers.NotReached) {
		who = nameOf(m.Provider) + " takes it, the carrier says no"
	}
	return Verdict{m.Reason, fmt.Sprintf("%s, because %s: %s.", who, asClause(says), adviceFor(reason))}
}

// asClause turns a sentence into a part of another.
func asClause(s string) string {
	return strings.ToLower(s[:1]) + strings.TrimSuffix(s[1:], ".")
}

// interrupted is the verdict on a message without an outcome.
func (h history) interrupted(m models.Message) Verdict {
	if h.now.Sub(m.CreatedAt) < time.Minute {
		return Verdict{"on_its_way", fmt.Sprintf("%s is being asked to send the message just now.", nameOf(m.Provider))}
	}
	return Verdict{"interrupted", fmt.Sprintf("This server was stopped at %s while it asked %s, so the message may have been sent: try again.",
		h.clock(m.CreatedAt), nameOf(m.Provider))}
}

// reportDelay is how long most delivery reports take at most.
const reportDelay = 2 * time.Minute

// noReport is the verdict on an accepted message without a report.
func (h history) noReport(m models.Message) Verdict {
	name, age := nameOf(m.Provider), h.now.Sub(m.CreatedAt)
	switch {
	case m.Provider == providers.InboxName:
		return Verdict{"in_inbox", "The message is in the inbox of development, and went to no phone."}
	case age < reportDelay && !h.reports(m.Provider):
		return Verdict{"on_its_way", fmt.Sprintf("%s took it %d seconds ago and never says what becomes of messages: wait a moment for the code.", name, int(age.Seconds()))}
	case age < reportDelay:
		return Verdict{"on_its_way", fmt.Sprintf("%s took it %d seconds ago and has not said yet whether it arrived: wait a moment.", name, int(age.Seconds()))}
	case !h.reports(m.Provider):
		return Verdict{"no_report", fmt.Sprintf("%s took it at %s and never says what becomes of messages, and no code was entered: look for it in the provider's log, or use another channel.",
			name, h.clock(m.CreatedAt))}
	}
	return Verdict{"no_report", fmt.Sprintf("%s took it at %s and reported nothing since: see whether its reports reach server.public_url, and look for the message in the provider's log.",
		name, h.clock(m.CreatedAt))}
}

// nameOf is a provider's name for people.
func nameOf(provider string) string {
	known := map[string]string{
		"twilio": "Twilio", "twilio_verify": "Twilio Verify", "messagebird": "MessageBird", "vonage": "Vonage",
		"textlocal": "Textlocal", "http": "The HTTP provider", providers.HookName: "The send_sms hook", providers.InboxName: "The inbox",
	}
	if name, found := known[provider]; found {
		return name
	}
	return provider
}
