package providers

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"phonelogin/auth/phone"
)

// CheckCode asks a provider that makes codes of its own whether code is the one
// it sent to the number.
type CheckCode func(ctx context.Context, to phone.Number, code string) (bool, error)

// RouterOptions are what a Router is made of. All but Log, ReportTo and Checks
// must be set.
type RouterOptions struct {
	Budget   time.Duration // for one message, all attempts together
	Failures int           // in a row, before a provider is out of service
	Pause    time.Duration // before a provider that is out of service is probed
	InFlight int           // messages under way at one provider

	Now      func() time.Time
	NewID    func() (string, error)       // of attempts
	ReportTo func(provider string) string // where a provider tells what became of a message
	Checks   map[string]CheckCode         // of providers that make codes of their own, by name
	Log      *slog.Logger
}

// Router sends each message through the providers of its route, one after the
// other, until one takes it. It is safe for concurrent use.
type Router struct {
	o      RouterOptions
	routes []*resolvedRoute
}

// NewRouter returns a router over senders, in order. Without routes each message
// may go through each of them; without senders none is sent. The error is a route
// that names another provider.
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

// Name is that of the first choice for all numbers, for GET /settings; "" where
// there is none.
func (r *Router) Name() string {
	for _, route := range r.routes {
		if route.forAll() && len(route.providers) > 0 {
			return route.providers[0].Name()
		}
	}
	return ""
}

// Channels are what every number can be sent to, the default first.
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

// Checker is how a provider judges codes of its own, nil where it makes none.
func (r *Router) Checker(provider string) CheckCode { return r.o.Checks[provider] }

// Send hands m to the providers of its route until one takes it, within the
// budget, and tells note of each attempt (nil where nobody keeps a journal). The
// attempt that is returned is the one that counted. What comes of a failure
// depends on who is at fault:
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
// After an attempt of which nothing was heard there is only one more, since each
// may be paid for (proves S27).
//
// The error is an *Error and speaks for all attempts: it is Unsure where one of
// them may have been taken, and of a kind that waiting helps against where one of
// them was. It has a Cause where note ended it.
func (r *Router) Send(ctx context.Context, m Message, note Journal) (Attempt, error) {
	if note == nil {
		note = func(context.Context, Attempt, bool) error { return nil }
	}
	where := region{m.Channel, m.To.Country()}
	known := slices.DeleteFunc(r.providersFor(m.To, where), func(p *provider) bool {
		return m.Code == "" && r.Checker(p.Name()) != nil // it makes the text, and knows codes only
	})
	if len(known) == 0 {
		return Attempt{Channel: m.Channel}, newError(NotEnabled, fmt.Sprintf("no route carries %s", m.Channel))
	}
	ctx, cancel := context.WithTimeout(ctx, r.o.Budget)
	defer cancel()
	d := &delivery{Router: r, message: m, region: where, journal: note, last: Attempt{Channel: m.Channel}}
	return d.run(ctx, known)
}
