package auth

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/netip"
	"time"

	"phonelogin/auth/refusal"
	"phonelogin/config"
	"phonelogin/models"
)

// Limiter names a kind of request that one client may make only so often. Each
// has buckets of its own (wire contract, section 9).
type Limiter string

// The limiters.
const (
	LimitOTP             Limiter = "otp"
	LimitSignups         Limiter = "signups"
	LimitResend          Limiter = "resend"
	LimitUser            Limiter = "user"
	LimitVerify          Limiter = "verify"
	LimitToken           Limiter = "token"
	LimitAnonymous       Limiter = "anonymous sign-ins"
	LimitFactorChallenge Limiter = "factor challenge"
	LimitFactorVerify    Limiter = "factor verify"
)

// mayFail tells the limiters that let requests pass while they cannot count.
// What they guard costs no message and has limits of its own, and people who are
// signing in or signed in must not suffer (proves S22).
func (l Limiter) mayFail() bool {
	return l == LimitVerify || l == LimitToken || l == LimitFactorVerify
}

// countWithin is how long requests that may pass uncounted wait to be counted: a
// lock on the limiters' table must not use up their time.
const countWithin = time.Second

// maxBurst is how many requests of a kind a client may make at once, where the
// settings allow as many at all.
const maxBurst = 30

// rate is how fast a client's bucket fills, and how much it holds.
type rate struct {
	many  int // requests …
	per   time.Duration
	burst int // 0 means no limit
}

// rateOf is the rate of a limiter under the settings.
func rateOf(l Limiter, r config.RateLimit) rate {
	switch l {
	case LimitVerify:
		return rate{r.TokenVerifications, 5 * time.Minute, min(r.TokenVerifications, maxBurst)}
	case LimitToken:
		return rate{r.TokenRefresh, 5 * time.Minute, min(r.TokenRefresh, maxBurst)}
	case LimitAnonymous:
		return rate{r.AnonymousUsers, time.Hour, r.AnonymousUsers}
	case LimitFactorChallenge, LimitFactorVerify:
		return rate{r.MFA, time.Minute, min(r.MFA, maxBurst)}
	}
	return rate{r.SignInSignUps, 5 * time.Minute, min(r.SignInSignUps, maxBurst)}
}

// perSecond is what flows in.
func (r rate) perSecond() float64 { return float64(r.many) / r.per.Seconds() }

// wait is the time until a bucket that holds tokens, which is less than one,
// holds one.
func (r rate) wait(tokens float64) time.Duration {
	return time.Duration((1 - tokens) / r.perSecond() * float64(time.Second))
}

// longestRefill is how long it takes any bucket to be full again: one that was
// left alone for so long says nothing.
const longestRefill = time.Hour

// Allow counts a request of the client at address ip. Refuses with
// TooManyRequests. While requests cannot be counted, those that cost messages or
// make rows fail, and others pass.
func (s *Service) Allow(ctx context.Context, l Limiter, ip string) error {
	r := rateOf(l, s.rules.RateLimit)
	if r.burst <= 0 || s.sparesLoopback && isLoopback(ip) {
		return nil
	}
	counting, cancel := ctx, context.CancelFunc(func() {})
	if l.mayFail() {
		counting, cancel = context.WithTimeout(ctx, countWithin)
	}
	defer cancel()
	tokens, ok, err := s.db.TakeToken(counting, models.Bucket{
		Name: s.bucketOf(l, ip), Holds: r.burst, PerSecond: r.perSecond(), Now: s.now(),
	})
	switch {
	case err != nil && l.mayFail() && ctx.Err() == nil: // else there is no time left to go on
		s.log.ErrorContext(ctx, "request limit not checked, request let through", "limit", l, "error", err)
		return nil
	case err != nil:
		return fmt.Errorf("check request limit: %w", err)
	case !ok:
		s.log.WarnContext(ctx, "request limit reached", "limit", l, "ip", ip)
		return &refusal.Refusal{Reason: refusal.TooManyRequests, RetryAfter: r.wait(tokens)}
	}
	return nil
}

// bucketOf names the bucket of a client. The table of buckets holds no
// addresses: they are personal data, and there are few enough of IPv4 to undo a
// bare hash.
func (s *Service) bucketOf(l Limiter, ip string) string {
	mac := hmac.New(sha256.New, s.limitKey)
	mac.Write([]byte(string(l) + "\x00" + clientOf(ip)))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:18])
}

// clientOf is the part of an address that is one client: all of IPv4, and a /64
// of IPv6, which is the least that anybody gets (proves S24).
func clientOf(ip string) string {
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
