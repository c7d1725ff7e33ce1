package limits

import (
	"net/netip"
	"time"

	"phonelogin/config"
)

// Limiter names a kind of request that one client may make only so often. Each
// has buckets of its own (wire contract, section 9).
type Limiter string

// The limiters.
const (
	OTP             Limiter = "otp"
	Signups         Limiter = "signups"
	Resend          Limiter = "resend"
	User            Limiter = "user"
	Verify          Limiter = "verify"
	Token           Limiter = "token"
	Anonymous       Limiter = "anonymous sign-ins"
	FactorChallenge Limiter = "factor challenge"
	FactorVerify    Limiter = "factor verify"
)

// MayFail tells the limiters that let requests pass while they cannot count.
// What they guard costs no message and has limits of its own, and people who are
// signing in or signed in must not suffer (proves S22).
func (l Limiter) MayFail() bool {
	return l == Verify || l == Token || l == FactorVerify
}

// maxBurst is how many requests of a kind a client may make at once, where the
// settings allow as many at all.
const maxBurst = 30

// Rate is how fast a client's bucket fills, and how much it holds.
type Rate struct {
	requests int // requests …
	per      time.Duration
	Burst    int // 0 means no limit
}

// RateOf is the rate of a limiter under the settings.
func RateOf(l Limiter, r config.RateLimit) Rate {
	switch l {
	case Verify:
		return Rate{r.TokenVerifications, 5 * time.Minute, min(r.TokenVerifications, maxBurst)}
	case Token:
		return Rate{r.TokenRefresh, 5 * time.Minute, min(r.TokenRefresh, maxBurst)}
	case Anonymous:
		return Rate{r.AnonymousUsers, time.Hour, r.AnonymousUsers}
	case FactorChallenge, FactorVerify:
		return Rate{r.MFA, time.Minute, min(r.MFA, maxBurst)}
	}
	return Rate{r.SignInSignUps, 5 * time.Minute, min(r.SignInSignUps, maxBurst)}
}

// PerSecond is what flows in.
func (r Rate) PerSecond() float64 { return float64(r.requests) / r.per.Seconds() }

// Wait is the time until a bucket that holds tokens, which is less than one,
// holds one.
func (r Rate) Wait(tokens float64) time.Duration {
	return time.Duration((1 - tokens) / r.PerSecond() * float64(time.Second))
}

// LongestRefill is how long it takes any bucket to be full again: one that was
// left alone for so long says nothing.
const LongestRefill = time.Hour

// ClientOf is the part of an address that is one client: all of IPv4, and a /64
// of IPv6, which is the least that anybody gets (proves S24).
func ClientOf(ip string) string {
	address, err := netip.ParseAddr(ip)
	if err != nil {
		return ip
	}
	address = address.Unmap().WithZone("")
	if address.Is4() {
		return address.String()
	}
	return netip.PrefixFrom(address, 64).Masked().String()
}
