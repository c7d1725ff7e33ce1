package providers

import (
	"sync"
	"time"

	"phonelogin/models/phone"
)

// provider is a Sender with what this process knows of its state.
type provider struct {
	Sender
	slots    chan struct{} // one for each message being sent, on all channels
	breakers map[phone.Channel]*breaker

	limit int           // of the breakers
	pause time.Duration // of the breakers

	mu      sync.Mutex
	regions map[region]*breaker // made at the first message to the region
}

// region is one country on one channel.
type region struct {
	channel phone.Channel
	country string // ISO code, "" where unknown
}

func newProvider(s Sender, o RouterOptions) *provider {
	p := &provider{
		Sender: s, slots: make(chan struct{}, o.InFlight), breakers: map[phone.Channel]*breaker{},
		limit: o.Failures, pause: o.Pause, regions: map[region]*breaker{},
	}
	for _, c := range s.Channels() {
		p.breakers[c] = &breaker{limit: o.Failures, pause: o.Pause}
	}
	return p
}

// breakerIn returns the breaker of a region, and makes it at first use. There are a
// few hundred regions.
func (p *provider) breakerIn(r region) *breaker {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.regions[r] == nil {
		p.regions[r] = &breaker{limit: p.limit, pause: p.pause}
	}
	return p.regions[r]
}

// admission is the decision of a provider's breakers about one message.
type admission struct {
	verdict verdict       // of both breakers together
	wait    time.Duration // with backingOff: until the next message may ask

	channel, country     *breaker
	onChannel, inCountry verdict // of each
}

// admit decides about a message to a region. Unless the verdict is outOfService or
// backingOff, the caller must call settle or release.
func (p *provider) admit(r region, now time.Time) admission {
	a := admission{channel: p.breakers[r.channel], country: p.breakerIn(r)}
	a.onChannel, a.wait = a.channel.admit(now)
	a.verdict = a.onChannel
	if a.onChannel == outOfService || a.onChannel == backingOff {
		return a
	}
	a.inCountry, _ = a.country.admit(now)
	if a.inCountry == outOfService {
		a.release()
		a.verdict = outOfService
	}
	return a
}

// force admits a message although the provider is out of service. It is not a
// probe.
func (p *provider) force(r region) admission {
	return admission{
		verdict: outOfService, channel: p.breakers[r.channel], country: p.breakerIn(r), onChannel: outOfService, inCountry: outOfService,
	}
}

// release ends an admission whose message gave no information about the provider.
func (a admission) release() {
	a.channel.release(a.onChannel)
	a.country.release(a.inCountry)
}

// settle records the outcome of a message to a number. It returns the effect on the
// breaker of the channel and on that of the country.
func (a admission) settle(err error, to phone.Number, now time.Time) (onChannel, inCountry transition) {
	if err == nil {
		return a.channel.settle(a.onChannel, nil, to, now), a.country.settle(a.inCountry, nil, to, now)
	}
	e := asError(err)
	switch {
	case e.Kind.blamesProvider():
		a.country.release(a.inCountry)
		return a.channel.settle(a.onChannel, e, to, now), unchanged
	case e.Kind == BadRegion:
		a.channel.release(a.onChannel)
		return unchanged, a.country.settle(a.inCountry, e, to, now)
	}
	a.release()
	return unchanged, unchanged
}
