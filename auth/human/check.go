package human

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"time"

	"phonelogin/auth/client"
	"phonelogin/auth/refusal"
	"phonelogin/config"
	"phonelogin/providers/captcha"
)

// tryAgain is the wait to recommend after the provider gave no verdict: most are back
// within seconds.
const tryAgain = 5 * time.Second

// Checker tells people from programs.
type Checker struct {
	verifier *captcha.Verifier // nil if the settings ask for no captcha
	log      *slog.Logger
}

// New makes a Checker. If the settings ask for no captcha, everybody passes.
func New(settings config.Captcha, log *slog.Logger) *Checker {
	c := &Checker{log: log}
	if settings.Enabled {
		c.verifier = captcha.New(settings)
	}
	return c
}

// Asks reports whether people must solve a captcha before a message is sent or a
// password tried.
func (c *Checker) Asks() bool { return c.verifier != nil }

// Check asks the captcha's provider about the token that its widget gave. Refuses with
// CaptchaMissing, CaptchaRefused or, without a verdict, CaptchaDown.
func (c *Checker) Check(ctx context.Context, token string) error {
	if c.verifier == nil {
		return nil
	}
	if strings.TrimSpace(token) == "" {
		return refusal.New(refusal.CaptchaMissing)
	}
	verdict, err := c.ask(ctx, token)
	if err != nil {
		c.log.ErrorContext(ctx, "captcha not checked", "error", err)
		return &refusal.Refusal{Reason: refusal.CaptchaDown, RetryAfter: tryAgain}
	}
	if verdict.Human {
		return nil
	}
	if slices.Contains(verdict.Codes, "missing-input-secret") || slices.Contains(verdict.Codes, "invalid-input-secret") {
		c.log.ErrorContext(ctx, "auth.captcha.secret is refused by the provider")
	}
	return refusal.Because(refusal.CaptchaRefused, strings.Join(verdict.Codes, ", "))
}

// answerTime is left of a request for the answer, or half of the request's time where
// that is less. A server under load needs that long to write a page.
const answerTime = 500 * time.Millisecond

// ask takes at most nine tenths of the request's time, and leaves answerTime. If the
// provider hangs, the page says so and keeps what the person typed.
func (c *Checker) ask(ctx context.Context, token string) (captcha.Verdict, error) {
	if end, ok := ctx.Deadline(); ok {
		left := time.Until(end)
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, left-max(left/10, min(left/2, answerTime)))
		defer cancel()
	}
	return c.verifier.Verify(ctx, token, client.From(ctx).IP)
}
