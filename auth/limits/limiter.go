package limits

import (
	"net/netip"
	"time"

	"phonelogin/config"
)

// Limiter is a kind of request that is limited per client. Each kind has its own
// buckets (wire contract, section 9).
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

// MayFail reports whether requests pass while the limiter cannot count. Such
// requests cost no message and have other limits, and people who sign in should not
// suffer (S22).
func (l Limiter) MayFail() bool {
	return l == Verify || l == Token || l == FactorVerify
}

// maxBurst is the most requests of a kind that a client may make at once, unless
// the settings allow fewer.
const maxBurst = 30

// Rate is the refill rate and the size of a bucket.
type Rate struct {
	requests int // requests in the time per
	per      time.Duration
	Burst    int // 0 means no limit
}

// RateOf is the rate of a limiter by the settings.
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

// PerSecond is the refill rate in tokens per second.
func (r Rate) PerSecond() float64 { return float64(r.requests) / r.per.Seconds() }

// Wait is the time until a bucket with less than one token has one.
func (r Rate) Wait(tokens float64) time.Duration {
	return time.Duration((1 - tokens) / r.PerSecond() * float64(time.Second))
}

// LongestRefill is the longest time until a bucket is full again. A bucket unused
// for so long can be deleted.
const LongestRefill = time.Hour

// ClientOf is the part of an address that stands for one client: the whole of IPv4,
// and a /64 of IPv6, the smallest network that providers assign (S24).
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
