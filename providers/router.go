package providers

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"phonelogin/models/phone"
)

// CheckCode asks a provider that makes its own codes whether code is the one that
// it sent to the number.
type CheckCode func(ctx context.Context, to phone.Number, code string) (bool, error)

// RouterOptions configure a Router. All but Log, ReportTo and Checks are required.
type RouterOptions struct {
	Budget   time.Duration // time for one message, all attempts together
	Failures int           // in a row, to put a provider out of service
	Pause    time.Duration // before the first probe of a provider out of service
	InFlight int           // the most messages that one provider is given at once

	Now      func() time.Time
	NewID    func() (string, error)       // makes ids of attempts
	ReportTo func(provider string) string // URL for a provider's delivery reports
	Checks   map[string]CheckCode         // of providers that make their own codes, by name
	Log      *slog.Logger
}

// Router sends each message through the providers of its route, one after the
// other, until one accepts it. It is safe for concurrent use.
type Router struct {
	o      RouterOptions
	routes []*resolvedRoute
}

// NewRouter returns a router over senders, in order. Without routes every message
// may go through every sender; without senders no message is sent. The error names
// a route with an unknown provider.
func NewRouter(senders []Sender, routes []Route, o RouterOptions) (*Router, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	var known []*provider
	for _, s := range senders {
		known = append(known, newProvider(s, o))
	}
	resolved, err := resolveRoutes(routes, known)
	if err != nil {
		return nil, err
	}
	return &Router{o: o, routes: resolved}, nil
}

// Name is the name of the first provider for all numbers, for GET /settings; "" for
// none.
func (r *Router) Name() string {
	for _, route := range r.routes {
		if route.forAll() && len(route.providers) > 0 {
			return route.providers[0].Name()
		}
	}
	return ""
}

// Channels returns the channels that reach every number, the default first.
func (r *Router) Channels() []phone.Channel {
	var all []phone.Channel
	for _, route := range r.routes {
		if !route.forAll() {
			continue
		}
		for _, p := range route.providers {
			for _, c := range p.Channels() {
				if !slices.Contains(all, c) && len(route.carrying(c)) > 0 {
					all = append(all, c)
				}
			}
		}
	}
	return all
}

// Carries reports whether a message on the channel can be sent to the number.
func (r *Router) Carries(to phone.Number, c phone.Channel) bool {
	return len(r.providersFor(to, region{c, to.Country()})) > 0
}

// Checker returns the CheckCode of a provider that makes its own codes, else nil.
func (r *Router) Checker(provider string) CheckCode { return r.o.Checks[provider] }

// Send tries the providers of m's route until one accepts it, within the budget,
// and records each attempt in the journal, which may be nil. It returns the
// successful attempt, or the last one. A failure's kind decides what follows:
//
//	kind          next provider   counts against the provider
//	bad_number    no              no
//	opted_out     no              no
//	not_reached   yes             no
//	number_limit  yes             no
//	bad_message   yes             no
//	bad_region    yes             in that country
//	bad_provider  yes             yes
//	temporary     yes             yes
//
// After an attempt without a clear answer only one more follows, because each may
// be billed (S27).
//
// The error is an *Error about all attempts. It is Unsure when any of them may
// have been accepted, and of a kind that may pass with time when any of them was.
// It has a Cause when the journal ended the delivery.
func (r *Router) Send(ctx context.Context, m Message, journal Journal) (Attempt, error) {
	if journal == nil {
		journal = func(context.Context, Attempt, bool) error { return nil }
	}
	where := region{m.Channel, m.To.Country()}
	known := slices.DeleteFunc(r.providersFor(m.To, where), func(p *provider) bool {
		return m.Code == "" && r.Checker(p.Name()) != nil // such a provider sends codes and nothing else
	})
	if len(known) == 0 {
		return Attempt{Channel: m.Channel}, newError(NotEnabled, fmt.Sprintf("no route carries %s", m.Channel))
	}
	ctx, cancel := context.WithTimeout(ctx, r.o.Budget)
	defer cancel()
	d := &delivery{Router: r, message: m, region: where, journal: journal, last: Attempt{Channel: m.Channel}}
	return d.run(ctx, known)
}
