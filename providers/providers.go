// Package providers is the outside world: whoever carries a message to a phone.
// It is the only room that dials out.
package providers

import (
	"context"
	"errors"
)

// Channel is the way a message travels.
type Channel string

// The channels that exist. Values are those of the JSON API (wire contract,
// section 6.1).
const (
	SMS      Channel = "sms"
	WhatsApp Channel = "whatsapp"
)

// Message is one text for one phone.
type Message struct {
	To      string  // E.164 with "+"
	Channel Channel // how it travels
	Text    string  // the whole text, the code included
	Code    string  // the code alone, for templates that the carrier renders; "" when the message holds none
	Key     string  // the same for each try to send this message; carriers that know idempotency get it
}

// Receipt is what a carrier says of a message that it took.
type Receipt struct {
	ID string // the carrier's name for the message
}

// Sender carries messages. Send returns once the carrier took the message or
// said no; a refusal is an *Error. It never retries and never outlives ctx.
type Sender interface {
	Name() string        // as in logs and GET /settings: "twilio", "inbox"
	Channels() []Channel // what it can carry, the default first
	Send(ctx context.Context, m Message) (Receipt, error)
}

// Kind says what a failed send means for what to do next.
type Kind string

// The kinds of failure.
const (
	BadNumber   Kind = "bad_number"   // this number cannot get this message; another try will not help
	BadProvider Kind = "bad_provider" // our account or set-up at the carrier is wrong; nobody gets messages
	Temporary   Kind = "temporary"    // throttled, down or too slow; a later try may work
)

// Error is a send that did not happen. Its text is for the log: it names the
// carrier's status and code, never the number, the text or the code sent.
type Error struct {
	Kind   Kind
	Detail string
	Unsure bool // nothing was heard in time: the message may have been taken, and paid for, all the same
}

func (e *Error) Error() string { return string(e.Kind) + ": " + e.Detail }

// KindOf tells what err means; anything that is not an *Error is Temporary.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Temporary
}
