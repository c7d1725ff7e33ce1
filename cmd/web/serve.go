package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"time"

	"phonelogin/auth/domain"
	"phonelogin/config"
)

type serveCmd struct{}

// Run serves until it is told to stop, and then finishes running work.
func (serveCmd) Run(ctx context.Context, s *environment) error {
	c, err := s.settings()
	if err != nil {
		return err
	}
	log := newLog(c.Log, s.err)
	for _, warning := range c.Warnings() {
		log.Warn(warning)
	}
	remarks, err := textRemarks(c)
	if err != nil {
		return err
	}
	for _, remark := range remarks {
		log.Warn(remark)
	}
	p, err := wire(ctx, c, log)
	if err != nil {
		return err
	}
	defer func() { _ = p.db.Close() }() // the process ends
	listener, err := net.Listen("tcp", c.Server.Listen)
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("another program listens on %s: stop it, or set server.listen (PHONELOGIN_SERVER_LISTEN)", c.Server.Listen)
	}
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	printGreeting(s.out, c, p.domain)
	return p.serve(ctx, listener, c, log)
}

// serve answers requests until ctx is done, and then stops: see stop.
func (p *program) serve(ctx context.Context, listener net.Listener, c *config.Config, log *slog.Logger) error {
	server := &http.Server{
		Handler:           p.handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       c.Server.RequestTimeout + 5*time.Second,
		WriteTimeout:      c.Server.RequestTimeout + 10*time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	work, endWork := context.WithCancel(context.WithoutCancel(ctx)) // background work continues during the last requests
	defer endWork()
	var loops sync.WaitGroup
	for _, loop := range []func(context.Context, *slog.Logger){
		p.keepClock, p.purge, p.writeBehind, p.reloadKeys, p.switchOverdue, p.checkCarriers,
	} {
		loops.Go(func() { loop(work, log) })
	}
	log.Info("serving", "address", listener.Addr().String(), "database", p.db.Kind(), "mode", c.Mode, "version", version)
	var failure error
	select {
	case err := <-failed:
		failure = fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
		log.Info("stopping", "drain", c.Server.DrainTime)
		close(p.stopping) // /readyz tells load balancers
		time.Sleep(c.Server.DrainTime)
	}
	stopped := p.stop(ctx, server, c.Server.StopTimeout, func() { endWork(); loops.Wait() })
	if err := errors.Join(failure, stopped); err != nil {
		return err
	}
	log.Info("stopped")
	return nil
}

// writeTimeout is the minimum time for Close to write what no request waited for,
// even after slow last requests.
const writeTimeout = 5 * time.Second

// stop refuses new requests, waits for running ones, ends the loops and then writes
// the queues, to which nothing is added by then.
func (p *program) stop(ctx context.Context, server *http.Server, limit time.Duration, endLoops func()) error {
	ctx, deadline := context.WithoutCancel(ctx), time.Now().Add(limit)
	finish, cancel := context.WithDeadline(ctx, deadline)
	defer cancel()
	left := server.Shutdown(finish)
	if left != nil {
		left = fmt.Errorf("stop: requests were cut off: %w", errors.Join(left, server.Close()))
	}
	write, cancel := context.WithTimeout(ctx, max(time.Until(deadline), writeTimeout))
	defer cancel()
	ended := make(chan struct{})
	go func() { endLoops(); close(ended) }()
	select {
	case <-ended:
	case <-write.Done():
	}
	if err := p.domain.Behind.Close(write); err != nil {
		return errors.Join(left, fmt.Errorf("stop: %w", err))
	}
	return left
}

// writeEvery is how long entries of the audit log and similar rows wait to be
// written together.
const writeEvery = 200 * time.Millisecond

// writeBehind starts to write the queues regularly. Close writes the rest.
func (p *program) writeBehind(ctx context.Context, _ *slog.Logger) {
	for tick := time.Tick(writeEvery); ; {
		select {
		case <-ctx.Done():
			return
		case <-tick:
			p.domain.Behind.WriteBehind()
		}
	}
}

// keysEvery is how soon a replica loads changed keys.
const keysEvery = 10 * time.Second

// reloadKeys loads changed keys of access tokens.
func (p *program) reloadKeys(ctx context.Context, log *slog.Logger) {
	for tick := time.Tick(keysEvery); ; {
		select {
		case <-ctx.Done():
			return
		case <-tick:
			if err := p.domain.Keyring.Reload(ctx); err != nil && ctx.Err() == nil {
				log.ErrorContext(ctx, "signing keys not reloaded", "error", err)
			}
		}
	}
}

// switchEvery is how often codes are looked for that should be sent by the other
// channel.
const switchEvery = 3 * time.Second

// switchOverdue sends codes that did not arrive by the other channel, if the
// settings say so. Replicas may do so at once.
func (p *program) switchOverdue(ctx context.Context, log *slog.Logger) {
	for tick := time.Tick(switchEvery); ; {
		select {
		case <-ctx.Done():
			return
		case <-tick:
			if err := p.domain.Codes.SwitchOverdue(ctx); err != nil && ctx.Err() == nil {
				log.ErrorContext(ctx, "overdue messages not found", "error", err)
			}
		}
	}
}

// purgeEvery is the average time between a replica's attempts to purge. The times
// are random, so that replicas do not purge together.
const purgeEvery = 2 * time.Minute

// purge deletes old rows, in turn with other replicas.
func (p *program) purge(ctx context.Context, log *slog.Logger) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(purgeEvery/2 + rand.N(purgeEvery)):
		}
		if err := p.domain.Purger.PurgeInTurn(ctx); err != nil && ctx.Err() == nil {
			log.ErrorContext(ctx, "purge failed", "error", err)
		}
	}
}

// printGreeting tells a developer how to start. It prints nothing in production,
// and so no keys.
func printGreeting(w io.Writer, c *config.Config, d *domain.Domain) {
	if c.Mode != config.Development {
		return
	}
	fmt.Fprintf(w, `
  phonelogin runs in development mode: %[4]s.

  Sign in            %[1]s/login
  Messages           %[1]s/dev/inbox
  Every page         %[1]s/dev/pages
  JSON API           %[1]s/auth/v1
  Publishable key    %[2]s
  Secret key         %[3]s

`, c.Server.PublicURL, c.Auth.PublishableKey, c.Auth.SecretKey, messagesNote(c, d))
}

// messagesNote says where messages go in development.
func messagesNote(c *config.Config, d *domain.Domain) string {
	const key = "auth.sms.send_in_development"
	hook, carriers := c.Auth.Hook.SendSMS, strings.Join(c.Auth.SMS.EnabledProviders(), ", ")
	switch {
	case d.Hooks.SendsSMS():
		return "codes go to the inbox and to the send_sms hook, which may send them"
	case d.Messenger.ReallySends():
		return "messages go to the inbox and to phones, through " + carriers + ", and cost money"
	case hook.Enabled:
		return "messages go to the inbox, never to a phone;\n  the send_sms hook is on another machine and asked only with " + key + " = true"
	case carriers != "":
		return "messages go to the inbox, never to a phone;\n  " + carriers + " sends them only with " + key + " = true"
	}
	return "messages go to the inbox, never to a phone"
}
