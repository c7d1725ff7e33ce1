package providers

import (
	"fmt"
	"slices"
	"strings"
)

// Route is an ordered list of providers for some numbers.
type Route struct {
	Prefixes  []string // first digits of numbers in E.164, without "+"
	Countries []string // ISO codes; with neither prefixes nor countries the route is for all
	Channel   Channel  // "" for every channel
	Providers []string // by name, the first choice first
}

// way is a route with its providers.
type way struct {
	Route
	legs []*leg
}

func (w *way) forAll() bool { return len(w.Prefixes) == 0 && len(w.Countries) == 0 }

// on are the providers of the way that carry the channel.
func (w *way) on(c Channel) []*leg {
	if w.Channel != "" && w.Channel != c {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(w.legs), func(l *leg) bool { return !slices.Contains(l.Channels(), c) })
}

// The ranks of routes: a country beats the default, a prefix beats a country,
// and among prefixes the longest wins.
const (
	rankNone = iota
	rankDefault
	rankCountry
	rankPrefix // and one more for each digit
)

func (w *way) rank(digits, country string) int {
	best := rankNone
	if w.forAll() {
		best = rankDefault
	}
	if country != "" && slices.Contains(w.Countries, country) {
		best = rankCountry
	}
	for _, prefix := range w.Prefixes {
		if strings.HasPrefix(digits, prefix) {
			best = max(best, rankPrefix+len(prefix))
		}
	}
	return best
}

// choose finds the providers for a number and a channel: those of the best route
// that carries the channel at all. Of equal ones, a route for that channel alone
// wins, then the first.
func (r *Router) choose(to string, c Channel) []*leg {
	digits := strings.TrimPrefix(to, "+")
	country := r.o.Country(to)
	var found []*leg
	best := 0
	for _, w := range r.ways {
		rank := 2 * w.rank(digits, country)
		if rank == 2*rankNone {
			continue
		}
		if w.Channel != "" {
			rank++
		}
		if legs := w.on(c); rank > best && len(legs) > 0 {
			best, found = rank, legs
		}
	}
	return found
}

// ways ties routes to the providers that they name.
func ways(routes []Route, legs []*leg) ([]*way, error) {
	if len(routes) == 0 {
		return []*way{{legs: legs}}, nil
	}
	var all []*way
	for n, route := range routes {
		w := &way{Route: route}
		for _, name := range route.Providers {
			i := slices.IndexFunc(legs, func(l *leg) bool { return l.Name() == name })
			if i < 0 {
				return nil, fmt.Errorf("route %d: there is no provider %q", n, name)
			}
			w.legs = append(w.legs, legs[i])
		}
		all = append(all, w)
	}
	return all, nil
}
