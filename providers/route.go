package providers

import (
	"fmt"
	"slices"
	"strings"

	"phonelogin/models/phone"
)

// Route is an ordered list of providers for some numbers.
type Route struct {
	Prefixes  []string      // first digits of numbers, E.164 without "+"
	Countries []string      // ISO codes; without prefixes and countries the route is for all numbers
	Channel   phone.Channel // "" for every channel
	Providers []string      // by name, the first choice first
}

// resolvedRoute is a route with its providers.
type resolvedRoute struct {
	Route
	providers []*provider
}

func (r *resolvedRoute) forAll() bool { return len(r.Prefixes) == 0 && len(r.Countries) == 0 }

// carrying returns the providers of the route that support the channel.
func (r *resolvedRoute) carrying(c phone.Channel) []*provider {
	if r.Channel != "" && r.Channel != c {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(r.providers), func(p *provider) bool { return !slices.Contains(p.Channels(), c) })
}

// The ranks of routes: a country beats the default, a prefix beats a country, and a
// longer prefix beats a shorter one.
const (
	rankNone = iota
	rankDefault
	rankCountry
	rankPrefix // plus one for each digit
)

func (r *resolvedRoute) rank(to phone.Number, country string) int {
	best := rankNone
	if r.forAll() {
		best = rankDefault
	}
	if country != "" && slices.Contains(r.Countries, country) {
		best = rankCountry
	}
	for _, prefix := range r.Prefixes {
		if strings.HasPrefix(to.E164(), prefix) {
			best = max(best, rankPrefix+len(prefix))
		}
	}
	return best
}

// providersFor returns the providers for a number and a channel: those of the best
// route with a provider for the channel. Among routes of equal rank, one for that
// channel alone wins, then the first.
func (r *Router) providersFor(to phone.Number, where region) []*provider {
	var found []*provider
	best := 0
	for _, route := range r.routes {
		rank := 2 * route.rank(to, where.country)
		if rank == 2*rankNone {
			continue
		}
		if route.Channel != "" {
			rank++
		}
		if known := route.carrying(where.channel); rank > best && len(known) > 0 {
			best, found = rank, known
		}
	}
	return found
}

// resolveRoutes connects routes to the providers that they name.
func resolveRoutes(routes []Route, known []*provider) ([]*resolvedRoute, error) {
	if len(routes) == 0 {
		return []*resolvedRoute{{providers: known}}, nil
	}
	var all []*resolvedRoute
	for n, route := range routes {
		r := &resolvedRoute{Route: route}
		for _, name := range route.Providers {
			i := slices.IndexFunc(known, func(p *provider) bool { return p.Name() == name })
			if i < 0 {
				return nil, fmt.Errorf("route %d: there is no provider %q", n, name)
			}
			r.providers = append(r.providers, known[i])
		}
		all = append(all, r)
	}
	return all, nil
}
