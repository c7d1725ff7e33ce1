package providers

import (
	"errors"
	"maps"
	"slices"
)

// Kind says whose fault a failed send is, and so what to do next.
type Kind string

// The kinds of failure. Router.Send describes what follows from each.
const (
	BadNumber   Kind = "bad_number"   // no provider can deliver to the number
	NotReached  Kind = "not_reached"  // another provider may reach the number
	NumberLimit Kind = "number_limit" // the provider's limit for the number is reached; a later attempt may work
	OptedOut    Kind = "opted_out"    // the number's owner wrote STOP on this channel
	BadMessage  Kind = "bad_message"  // the provider refuses this text
	BadRegion   Kind = "bad_region"   // our account may not send to the country of the number
	BadProvider Kind = "bad_provider" // the account or its set-up at the provider is wrong; no message goes out
	Temporary   Kind = "temporary"    // throttled, down or too slow; a later attempt may work
)

// isFinal reports whether no other provider can do better.
func (k Kind) isFinal() bool { return k == BadNumber || k == OptedOut }

// blamesProvider reports whether the failure means that the provider works for
// nobody. Failures of one number or one text never mean that.
func (k Kind) blamesProvider() bool { return k == BadProvider || k == Temporary }

// waitHelps reports whether a later attempt may work.
func (k Kind) waitHelps() bool { return k == Temporary || k == NumberLimit }

// Reason is why a send failed, in words of this server that are the same for all
// providers. Reasons are stable: rows of messages store them. Each belongs to one
// Kind; a kind's own name is the reason when nothing finer is known.
type Reason string

// The finer reasons.
const (
	InvalidNumber Reason = "invalid_number"
	Landline      Reason = "landline"
	NotInUse      Reason = "not_in_use"
	NotOnWhatsApp Reason = "not_on_whatsapp"

	Unreachable Reason = "unreachable"
	Blocked     Reason = "blocked"
	Filtered    Reason = "filtered"
	NoRoute     Reason = "no_route"

	TextTooLong      Reason = "text_too_long"
	TemplateMismatch Reason = "template_mismatch"

	RegionNotEnabled    Reason = "region_not_enabled"
	SenderNotRegistered Reason = "sender_not_registered"

	BadCredentials      Reason = "bad_credentials"
	NoCredit            Reason = "no_credit"
	AccountSuspended    Reason = "account_suspended"
	TrialAccount        Reason = "trial_account"
	SenderNotAllowed    Reason = "sender_not_allowed"
	TemplateNotApproved Reason = "template_not_approved"
	NotEnabled          Reason = "not_enabled"
	BadRequest          Reason = "bad_request"

	RateLimited  Reason = "rate_limited"
	Busy         Reason = "busy"
	ProviderDown Reason = "provider_down"
	NoAnswer     Reason = "no_answer"
)

// reasons lists all reasons, with their explanation for operators.
var reasons = map[Reason]struct {
	kind Kind
	says string
}{
	Reason(BadNumber): {BadNumber, "The provider refuses the number and does not say why."},
	InvalidNumber:     {BadNumber, "There is no such number."},
	Landline:          {BadNumber, "The number is a landline or another line that gets no texts."},
	NotInUse:          {BadNumber, "The network knows no subscriber with the number."},
	NotOnWhatsApp:     {BadNumber, "The number cannot get messages on WhatsApp."},

	Reason(NotReached): {NotReached, "The message did not arrive, and nobody says why."},
	Unreachable:        {NotReached, "The phone is off, out of coverage, full or abroad."},
	Blocked:            {NotReached, "The phone's owner, its carrier or the provider blocks messages to the number."},
	Filtered:           {NotReached, "A filter took the message for spam or fraud, or kept it back for this person."},
	NoRoute:            {NotReached, "The provider has no way from this sender to the number's network."},

	Reason(NumberLimit): {NumberLimit, "The number got too many messages within a short time."},
	Reason(OptedOut):    {OptedOut, "The number's owner wrote STOP."},

	Reason(BadMessage): {BadMessage, "The provider does not take this text."},
	TextTooLong:        {BadMessage, "The text is too long."},
	TemplateMismatch:   {BadMessage, "The text is not that of an approved or registered template."},

	Reason(BadRegion):   {BadRegion, "The account may not send to this country."},
	RegionNotEnabled:    {BadRegion, "The country is not switched on for the account."},
	SenderNotRegistered: {BadRegion, "The sender is not registered for the number's country."},

	Reason(BadProvider): {BadProvider, "The account or the set-up at the provider is wrong."},
	BadCredentials:      {BadProvider, "The provider does not accept the account's id, key or token."},
	NoCredit:            {BadProvider, "The account has no money left, or has reached its limit of spending."},
	AccountSuspended:    {BadProvider, "The provider has suspended or closed the account."},
	TrialAccount:        {BadProvider, "A trial account sends to the numbers on its list only."},
	SenderNotAllowed:    {BadProvider, "The account cannot send from this sender."},
	TemplateNotApproved: {BadProvider, "The template is missing, paused or not approved."},
	NotEnabled:          {BadProvider, "The account lacks the product, the channel or the permission."},
	BadRequest:          {BadProvider, "The provider does not understand the request: a setting is wrong."},

	Reason(Temporary): {Temporary, "The provider could not send the message for now."},
	RateLimited:       {Temporary, "The account or its sender sends too fast or too much."},
	Busy:              {Temporary, "The provider asks to wait, and does not say whether for this number or for all."},
	ProviderDown:      {Temporary, "The provider has a fault of its own."},
	NoAnswer:          {Temporary, "Nothing that can be understood was heard of the provider in time."},
}

// Reasons returns all reasons in alphabetical order.
func Reasons() []Reason { return slices.Sorted(maps.Keys(reasons)) }

// Kind is the kind of a reason; "" for an unknown word.
func (r Reason) Kind() Kind { return reasons[r].kind }

// Meaning is one plain sentence in English for operators, "" for an unknown word.
func (r Reason) Meaning() string { return reasons[r].says }

// KindOf is the kind of err; Temporary for an error that is not an *Error.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Temporary
}

// ReasonOf is the reason of err, as finely as it is known.
func ReasonOf(err error) Reason {
	var e *Error
	if errors.As(err, &e) && e.Reason != "" {
		return e.Reason
	}
	return Reason(KindOf(err))
}

// asError converts err to an *Error. For an error that no provider made it is
// unknown whether the message was accepted, so it is Unsure.
func asError(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Kind: Temporary, Detail: err.Error(), Unsure: true}
}

// asksToWait reports whether the provider asked for a pause, with or without a
// time.
func (e *Error) asksToWait() bool { return e.Kind == Temporary && (e.RetryAfter > 0 || e.throttles()) }

// throttles reports whether a rate limit was reached, of one number or of the
// account.
func (e *Error) throttles() bool { return e.Reason == Busy || e.Reason == RateLimited }

// newError makes a failure for a reason. detail names the carrier and its status or
// code in numbers.
func newError(reason Reason, detail string) *Error {
	return &Error{Kind: reason.Kind(), Reason: reason, Detail: detail}
}

// setReason sets the reason of e and its kind.
func (e *Error) setReason(r Reason) { e.Kind, e.Reason = r.Kind(), r }

// newReportError is why a carrier did not deliver a message that it had accepted.
func newReportError(code int, reason Reason, detail string) *Error {
	e := newError(reason, detail)
	e.Code = codeText(code)
	return e
}
