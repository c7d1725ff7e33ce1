package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"phonelogin/providers"
)

// readyTimeout is the time limit of the check of one provider.
const readyTimeout = 10 * time.Second

// readinessChecker is a provider that can check, without sending, whether it would
// accept messages.
type readinessChecker interface {
	Ready(ctx context.Context) error
}

// checkReady checks one provider within readyTimeout.
func checkReady(ctx context.Context, p readinessChecker) error {
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	return p.Ready(ctx)
}

// checkProviders prints the readiness of each provider that can be checked without
// sending. The error is the first provider that is not ready.
func checkProviders(ctx context.Context, out io.Writer, all []providers.Sender) error {
	var first error
	for _, s := range all {
		p, ok := s.(readinessChecker)
		if !ok {
			fmt.Fprintf(out, "provider %s: cannot be asked without sending, see: web send-test\n", s.Name())
			continue
		}
		err := checkReady(ctx, p)
		if err == nil {
			fmt.Fprintf(out, "provider %s: ready\n", s.Name())
			continue
		}
		fmt.Fprintf(out, "provider %s: %s\n", s.Name(), explain(s.Name(), err))
		if first == nil {
			first = asExit(err, fmt.Errorf("%s is not ready", s.Name()))
		}
	}
	return first
}

// checkCarriers logs providers that are not ready, so that operators know before
// people wait for codes.
func (p *program) checkCarriers(ctx context.Context, log *slog.Logger) {
	for _, s := range p.carriers {
		if one, ok := s.(readinessChecker); ok {
			if err := checkReady(ctx, one); err != nil && ctx.Err() == nil {
				log.ErrorContext(ctx, "provider not ready", "provider", s.Name(), "error", explain(s.Name(), err))
			}
		}
	}
}

// explain describes a provider's error: the provider's text and its meaning.
func explain(provider string, err error) string {
	var e *providers.Error
	if errors.As(err, &e) {
		return fmt.Sprintf("%s (%s)", e.Explained(), strings.TrimSuffix(e.Meaning(provider), "."))
	}
	return err.Error()
}

// asExit chooses the exit code: wrong settings have their own, because waiting does
// not help.
func asExit(cause, told error) error {
	if kind := providers.KindOf(cause); kind == providers.Temporary || kind == providers.NumberLimit {
		return told
	}
	return unusable{told}
}
