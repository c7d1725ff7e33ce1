package auth

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"time"

	"phonelogin/auth/limits"
	"phonelogin/auth/refusal"
	"phonelogin/models"
)

// countWithin is how long requests that may pass uncounted wait to be counted: a
// lock on the limiters' table must not use up their time.
const countWithin = time.Second

// Allow counts a request of the client at address ip. Refuses with
// TooManyRequests. While requests cannot be counted, those that cost messages or
// make rows fail, and others pass.
func (s *Service) Allow(ctx context.Context, l limits.Limiter, ip string) error {
	r := limits.RateOf(l, s.rules.RateLimit)
	if r.Burst <= 0 || s.sparesLoopback && isLoopback(ip) {
		return nil
	}
	counting, cancel := ctx, context.CancelFunc(func() {})
	if l.MayFail() {
		counting, cancel = context.WithTimeout(ctx, countWithin)
	}
	defer cancel()
	tokens, ok, err := s.db.TakeToken(counting, models.Bucket{
		Name: s.bucketOf(l, ip), Holds: r.Burst, PerSecond: r.PerSecond(), Now: s.now(),
	})
	switch {
	case err != nil && l.MayFail() && ctx.Err() == nil: // else there is no time left to go on
		s.log.ErrorContext(ctx, "request limit not checked, request let through", "limit", l, "error", err)
		return nil
	case err != nil:
		return fmt.Errorf("check request limit: %w", err)
	case !ok:
		s.log.WarnContext(ctx, "request limit reached", "limit", l, "ip", ip)
		return &refusal.Refusal{Reason: refusal.TooManyRequests, RetryAfter: r.Wait(tokens)}
	}
	return nil
}

// bucketOf names the bucket of a client. The table of buckets holds no
// addresses: they are personal data, and there are few enough of IPv4 to undo a
// bare hash.
func (s *Service) bucketOf(l limits.Limiter, ip string) string {
	mac := hmac.New(sha256.New, s.limitKey)
	mac.Write([]byte(string(l) + "\x00" + limits.ClientOf(ip)))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:18])
}
