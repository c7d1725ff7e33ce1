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

// readyTimeout bounds the question to one provider, in web check.
const readyTimeout = 10 * time.Second

// readinessChecker is a provider that can tell, without sending, whether it would take
// messages.
type readinessChecker interface {
	Ready(ctx context.Context) error
}

// checkReady asks one provider, for a while.
func checkReady(ctx context.Context, p readinessChecker) error {
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	return p.Ready(ctx)
}

// checkProviders tells of each provider that can be asked without sending whether
// it would take messages. The error is the first one that would not.
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

// checkCarriers tells the log which providers would not take messages, so that it
// is known before the first person waits for a code.
func (p *program) checkCarriers(ctx context.Context, log *slog.Logger) {
	for _, s := range p.carriers {
		if one, ok := s.(readinessChecker); ok {
			if err := checkReady(ctx, one); err != nil && ctx.Err() == nil {
				log.ErrorContext(ctx, "provider not ready", "provider", s.Name(), "error", explain(s.Name(), err))
			}
		}
	}
}

// explain is an error of a provider with what the provider said of it and what
// it means.
func explain(provider string, err error) string {
	var e *providers.Error
	if errors.As(err, &e) {
		return fmt.Sprintf("%s (%s)", e.Explained(), strings.TrimSuffix(e.Meaning(provider), "."))
	}
	return err.Error()
}

// asExit makes what is wrong with settings an exit code of its own: waiting does
// not help there.
func asExit(cause, told error) error {
	if kind := providers.KindOf(cause); kind == providers.Temporary || kind == providers.NumberLimit {
		return told
	}
	return unusable{told}
}
