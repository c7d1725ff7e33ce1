package providers

import (
	"sync"
	"time"
)

// leg is one provider of a route, and what this process knows of it.
type leg struct {
	Sender
	slots    chan struct{} // one for each message under way, of all channels
	breakers map[Channel]*breaker

	limit int           // of the breakers
	pause time.Duration // of the breakers

	mu      sync.Mutex
	regions map[region]*breaker // where the provider refused messages for the country's sake
}

// region is one country on one channel.
type region struct {
	channel Channel
	country string // ISO code, "" where unknown
}

func newLeg(s Sender, o RouterOptions) *leg {
	l := &leg{
		Sender: s, slots: make(chan struct{}, o.InFlight), breakers: map[Channel]*breaker{},
		limit: o.Failures, pause: o.Pause, regions: map[region]*breaker{},
	}
	for _, c := range s.Channels() {
		l.breakers[c] = &breaker{limit: o.Failures, pause: o.Pause}
	}
	return l
}

// in is the breaker of a region, of which there are few hundred.
func (l *leg) in(r region) *breaker {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.regions[r] == nil {
		l.regions[r] = &breaker{limit: l.limit, pause: l.pause}
	}
	return l.regions[r]
}

// admission is the leave of one message to go through a provider.
type admission struct {
	verdict verdict       // of both breakers together
	wait    time.Duration // with leftAlone

	channel, country   *breaker
	onChannel, inThere verdict // of each
}

// admit judges a message on a channel to a country. Whoever is not told to keep
// away calls settle or release.
func (l *leg) admit(r region, now time.Time) admission {
	a := admission{channel: l.breakers[r.channel], country: l.in(r)}
	a.onChannel, a.wait = a.channel.admit(now)
	a.verdict = a.onChannel
	if a.onChannel == outOfService || a.onChannel == leftAlone {
		return a
	}
	a.inThere, _ = a.country.admit(now)
	if a.inThere == outOfService {
		a.release()
		a.verdict = outOfService
	}
	return a
}

// force is the leave of a message that has no other way: it probes nothing.
func (l *leg) force(r region) admission {
	return admission{
		verdict: outOfService, channel: l.breakers[r.channel], country: l.in(r), onChannel: outOfService, inThere: outOfService,
	}
}

// release gives the leave back: the message told nothing of the provider.
func (a admission) release() {
	a.channel.release(a.onChannel)
	a.country.release(a.inThere)
}

// settle notes what came of a message, and tells what that did to the provider on
// the whole channel and in the country.
func (a admission) settle(err error, to string, now time.Time) (onChannel, inThere turn) {
	if err == nil {
		return a.channel.settle(a.onChannel, nil, to, now), a.country.settle(a.inThere, nil, to, now)
	}
	e := asError(err)
	switch {
	case e.Kind.blamesProvider():
		a.country.release(a.inThere)
		return a.channel.settle(a.onChannel, e, to, now), noTurn
	case e.Kind == BadRegion:
		a.channel.release(a.onChannel)
		return noTurn, a.country.settle(a.inThere, e, to, now)
	}
	a.release()
	return noTurn, noTurn
}
