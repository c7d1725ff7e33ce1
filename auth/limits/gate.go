package limits

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"log/slog"
	"time"

	"phonelogin/auth/refusal"
	"phonelogin/auth/secrets"
	"phonelogin/config"
	"phonelogin/config/loopback"
	"phonelogin/models"
)

// countWithin is how long a request that may pass uncounted waits for its count: a
// lock on the table must not use up its time.
const countWithin = time.Second

// Gate counts the requests of each client in the database, for all replicas.
type Gate struct {
	db             *models.DB
	rates          config.RateLimit
	sparesLoopback bool
	key            []byte
	now            func() time.Time
	log            *slog.Logger
}

// GateDeps are the parts of a Gate.
type GateDeps struct {
	DB             *models.DB
	Rates          config.RateLimit
	SparesLoopback bool // requests from this machine are not limited
	Master         secrets.Master
	Now            func() time.Time
	Log            *slog.Logger
}

// NewGate makes a Gate. The error is a key that cannot be derived.
func NewGate(d GateDeps) (*Gate, error) {
	key, err := d.Master.For("request limit")
	if err != nil {
		return nil, err
	}
	return &Gate{db: d.DB, rates: d.Rates, sparesLoopback: d.SparesLoopback, key: key, now: d.Now, log: d.Log}, nil
}

// Allow counts a request of the client at address ip. Refuses with TooManyRequests.
// While counting fails, requests that cost messages or make rows fail, and others
// pass.
func (g *Gate) Allow(ctx context.Context, l Limiter, ip string) error {
	r := RateOf(l, g.rates)
	if r.Burst <= 0 || g.sparesLoopback && loopback.Is(ip) {
		return nil
	}
	counting, cancel := ctx, context.CancelFunc(func() {})
	if l.MayFail() {
		counting, cancel = context.WithTimeout(ctx, countWithin)
	}
	defer cancel()
	tokens, ok, err := g.db.TakeToken(counting, models.Bucket{
		Name: g.bucketOf(l, ip), Holds: r.Burst, PerSecond: r.PerSecond(), Now: g.now(),
	})
	switch {
	case err != nil && l.MayFail() && ctx.Err() == nil: // otherwise the request has no time left
		g.log.ErrorContext(ctx, "request limit not checked, request let through", "limit", l, "error", err)
		return nil
	case err != nil:
		return fmt.Errorf("check request limit: %w", err)
	case !ok:
		g.log.WarnContext(ctx, "request limit reached", "limit", l, "ip", ip)
		return &refusal.Refusal{Reason: refusal.TooManyRequests, RetryAfter: r.Wait(tokens)}
	}
	return nil
}

// bucketOf is the name of a client's bucket. The table holds no addresses: they are
// personal data, and there are so few of IPv4 that a bare hash could be undone.
func (g *Gate) bucketOf(l Limiter, ip string) string {
	mac := hmac.New(sha256.New, g.key)
	mac.Write([]byte(string(l) + "\x00" + ClientOf(ip)))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:18])
}
