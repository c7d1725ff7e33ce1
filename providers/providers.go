// Package providers is the outside world: whoever carries a message to a phone.
// It is the only room that dials out.
package providers

import (
	"context"
	"net/http"
	"time"

	"phonelogin/auth/phone"
)

// Message is one text for one phone.
type Message struct {
	To      phone.Number
	Channel phone.Channel // how it travels
	Text    string        // the whole text, the code included
	Code    string        // the code alone, for templates that the carrier renders; "" when the message holds none
	Key     string        // the same for each try to send this message; carriers that know idempotency get it

	Language string // BCP 47, for carriers that render the text themselves; "" for their default
	ReportTo string // where the carrier may tell what became of the message; "" for nowhere
}

// Receipt is what a carrier says of a message that it took.
type Receipt struct {
	ID       string // the carrier's name for the message
	Segments int    // how many messages it bills; 0 when it does not say
	Price    string // as a decimal number, "0.0075"; "" when it does not say
	Currency string // ISO 4217, of Price
}

// State is what a carrier knows of a message that it took.
type State string

// The states, in the order in which they come. The last two are final.
const (
	Sent        State = "sent"        // handed to the network
	Delivered   State = "delivered"   // the phone has it
	Undelivered State = "undelivered" // nobody will get it
)

// Callback is a request in which a carrier tells what became of a message.
type Callback struct {
	Method string
	URL    string // as the carrier called it: the public URL, with path and query
	Header http.Header
	Body   []byte
}

// Report is what a callback said, once its signature was found good.
type Report struct {
	ID       string // the carrier's name for the message, see Receipt
	State    State
	Err      *Error // why it is Undelivered
	At       time.Time
	Segments int
	Price    string
	Currency string

	Resumed string // E.164 with "+": no report of a message, but this number's owner wants messages again (START)
}

// Sender carries messages. Send returns once the carrier took the message or
// said no; a refusal is an *Error. It never retries and never outlives ctx.
type Sender interface {
	Name() string              // as in logs and GET /settings: "twilio", "inbox"
	Channels() []phone.Channel // what it can carry, the default first
	Send(ctx context.Context, m Message) (Receipt, error)
}

// The names, in the table of messages, of what sends to no phone itself.
const (
	InboxName = "inbox"    // the Inbox
	HookName  = "send_sms" // the hook of that name, which sends in a provider's place
)

// Error is a send that did not happen. Its text names the carrier's status and
// code, never the number, the text or the code sent.
type Error struct {
	Kind        Kind
	Reason      Reason // finer than Kind, and of that kind; "" where nothing finer is known
	Code        string // the carrier's own code, digits only; "" when it said none
	Detail      string
	CarrierText string // the carrier's own words without digits and keys, for the log; "" when it said none
	Unsure      bool   // nothing was heard in time: the message may have been taken, and paid for, all the same

	RetryAfter time.Duration // how long the carrier wants to be left alone; 0 when it does not say

	Cause error // why we ourselves could not go on, such as a Journal that cannot be written; nil elsewhere
}

func (e *Error) Error() string { return string(e.Kind) + ": " + e.Detail }

func (e *Error) Unwrap() error { return e.Cause }
