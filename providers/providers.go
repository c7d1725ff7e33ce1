package providers

import (
	"context"
	"net/http"
	"time"

	"phonelogin/models/phone"
)

// Message is one text for one phone.
type Message struct {
	To      phone.Number
	Channel phone.Channel // SMS or WhatsApp
	Text    string        // the whole text, the code included
	Code    string        // the code alone, for carriers that render a template; "" when the message has no code
	Key     string        // the same for every attempt at this message; sent to carriers that support idempotency keys

	Language string // BCP 47, for carriers that render the text themselves; "" for their default
	ReportTo string // URL for delivery reports; "" for none
}

// Receipt is a carrier's answer to a message that it accepted.
type Receipt struct {
	ID       string // the carrier's id of the message
	Segments int    // billed messages; 0 when the carrier does not say
	Price    string // as a decimal number, "0.0075"; "" when it does not say
	Currency string // ISO 4217, of Price
}

// State is the delivery state that a carrier reports.
type State string

// The states, in the order in which they come. Delivered and Undelivered are final.
const (
	Sent        State = "sent"        // handed to the phone network
	Delivered   State = "delivered"   // the phone has it
	Undelivered State = "undelivered" // the carrier gave up
)

// Callback is a carrier's HTTP request with a delivery report.
type Callback struct {
	Method string
	URL    string // as the carrier called it: the public URL, with path and query
	Header http.Header
	Body   []byte
}

// Report is the content of a callback with a valid signature.
type Report struct {
	ID       string // the carrier's id of the message, see Receipt
	State    State
	Err      *Error // why it is Undelivered
	At       time.Time
	Segments int
	Price    string
	Currency string

	Resumed string // E.164 with "+": not a delivery report; the owner of this number wrote START
}

// Sender sends messages. Send returns when the carrier accepted or refused the
// message; a refusal is an *Error. Send makes one attempt and returns when ctx
// ends.
type Sender interface {
	Name() string              // as in logs and GET /settings: "twilio", "inbox"
	Channels() []phone.Channel // the channels it supports, the default first
	Send(ctx context.Context, m Message) (Receipt, error)
}

// The provider names in the table of messages for senders that do not reach a phone
// themselves.
const (
	InboxName = "inbox"    // the Inbox
	HookName  = "send_sms" // the hook of that name, which sends instead of a provider
)

// Error is a failed send. Its text names the carrier's status and code. It never
// holds the number, the text or the code that was sent.
type Error struct {
	Kind        Kind
	Reason      Reason // a subdivision of Kind; "" when unknown
	Code        string // the carrier's error code, digits only; "" for none
	Detail      string
	CarrierText string // the carrier's error text without digits and keys, for the log; "" for none
	Unsure      bool   // no clear answer: the carrier may have accepted, and billed, the message

	RetryAfter time.Duration // the carrier's Retry-After; 0 for none

	Cause error // a fault of this server, such as a Journal that could not be written; nil otherwise
}

func (e *Error) Error() string { return string(e.Kind) + ": " + e.Detail }

func (e *Error) Unwrap() error { return e.Cause }
