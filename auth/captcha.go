package auth

import (
	"context"
	"slices"
	"strings"
	"time"

	"phonelogin/auth/client"
	"phonelogin/auth/refusal"
	"phonelogin/providers/captcha"
)

// tryAgain is when to ask a captcha's provider again that gave no verdict: most are
// back within seconds.
const tryAgain = 5 * time.Second

// AsksForCaptcha reports whether people must show that they are no program before
// a message is sent or a password tried.
func (s *Service) AsksForCaptcha() bool { return s.captcha != nil }

// CheckHuman asks the captcha's provider about the token that its widget gave.
// Refuses with CaptchaMissing, CaptchaRefused or, when no verdict comes,
// CaptchaDown: messages cost money, so doubt is no.
func (s *Service) CheckHuman(ctx context.Context, token string) error {
	if s.captcha == nil {
		return nil
	}
	if strings.TrimSpace(token) == "" {
		return refusal.New(refusal.CaptchaMissing)
	}
	verdict, err := s.askCaptcha(ctx, token)
	if err != nil {
		s.log.ErrorContext(ctx, "captcha not checked", "error", err)
		return &refusal.Refusal{Reason: refusal.CaptchaDown, RetryAfter: tryAgain}
	}
	if verdict.Human {
		return nil
	}
	if slices.Contains(verdict.Codes, "missing-input-secret") || slices.Contains(verdict.Codes, "invalid-input-secret") {
		s.log.ErrorContext(ctx, "auth.captcha.secret is refused by the provider")
	}
	return refusal.Because(refusal.CaptchaRefused, strings.Join(verdict.Codes, ", "))
}

// askCaptcha leaves a tenth of the request's time for the answer: who waited for a
// provider that hangs is told so, with what they typed.
func (s *Service) askCaptcha(ctx context.Context, token string) (captcha.Verdict, error) {
	if end, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Until(end)*9/10)
		defer cancel()
	}
	return s.captcha.Verify(ctx, token, client.From(ctx).IP)
}
