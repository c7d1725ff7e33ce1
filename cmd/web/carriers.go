package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"phonelogin/auth"
	"phonelogin/auth/delivery"
	"phonelogin/auth/secrets"
	"phonelogin/config"
	"phonelogin/models/phone"
	"phonelogin/providers"
)

// carriers holds everything that sends messages.
type carriers struct {
	senders   []providers.Sender // senders to phones
	router    *providers.Router
	reporters map[string]delivery.Reporter // of carriers with delivery reports
	inbox     func() []auth.InboxMessage   // messages of the development inbox; nil otherwise

	putInInbox func(context.Context, providers.Message) error // adds a message to that inbox; nil otherwise
}

// newCarriers connects the enabled providers. In development messages go to the
// inbox, and to phones only with send_in_development. There is no inbox otherwise.
func newCarriers(c *config.Config, log *slog.Logger) (*carriers, error) {
	enabled, err := senders(c.Auth.SMS)
	if err != nil {
		return nil, err
	}
	routes := routes(c.Auth.SMS)
	judges := checks(enabled)
	all := &carriers{senders: slices.Clone(enabled), reporters: reporters(enabled)}
	if c.Mode == config.Development {
		inbox := loggedInbox{providers.NewInbox(time.Now), log}
		all.inbox = inbox.Messages
		all.putInInbox = func(ctx context.Context, m providers.Message) error {
			_, err := inbox.Send(ctx, m)
			return err
		}
		if c.Auth.SMS.SendInDevelopment && len(enabled) > 0 {
			for i := range enabled {
				enabled[i] = copiedToInbox{enabled[i], inbox}
			}
		} else {
			all.senders, enabled, routes = nil, []providers.Sender{inbox}, nil
		}
	}
	all.router, err = newRouter(c, enabled, routes, judges, log)
	return all, err
}

// reporters returns the readers of delivery reports, by carrier.
func reporters(carriers []providers.Sender) map[string]delivery.Reporter {
	all := map[string]delivery.Reporter{}
	for _, carrier := range carriers {
		if r, ok := carrier.(interface {
			Report(providers.Callback) (providers.Report, error)
		}); ok {
			all[carrier.Name()] = r.Report
		}
	}
	return all
}

// reportTo returns the URL for a carrier's delivery reports; "" in development,
// where a carrier cannot reach this machine.
func reportTo(c *config.Config, tell map[string]delivery.Reporter) func(provider string) string {
	return func(provider string) string {
		if c.Mode == config.Development || tell[provider] == nil {
			return ""
		}
		return c.Server.PublicURL + delivery.CallbackPath + provider
	}
}

// senders returns the enabled providers, in the order in which they are tried
// without routes. The error is an unusable setting.
func senders(sms config.SMS) ([]providers.Sender, error) {
	var all []providers.Sender
	for _, name := range sms.EnabledProviders() {
		switch name {
		case "twilio":
			all = append(all, providers.NewTwilio(sms.Twilio))
		case "twilio_verify":
			all = append(all, providers.NewTwilioVerify(sms.TwilioVerify))
		case "messagebird":
			all = append(all, providers.NewMessageBird(sms.MessageBird, time.Now))
		case "vonage":
			all = append(all, providers.NewVonage(sms.Vonage))
		case "textlocal":
			all = append(all, providers.NewTextlocal(sms.Textlocal))
		case "http":
			h, err := providers.NewHTTP(sms.HTTP, time.Now)
			if err != nil {
				return nil, fmt.Errorf("auth.sms.http: %w", err)
			}
			all = append(all, h)
		}
	}
	return all, nil
}

// routes converts the routes of the settings.
func routes(sms config.SMS) []providers.Route {
	var all []providers.Route
	for _, r := range sms.Routes {
		all = append(all, providers.Route{
			Prefixes: r.Prefixes, Countries: r.Countries, Channel: phone.Channel(r.Channel), Providers: r.Providers,
		})
	}
	return all
}

// checks returns the checks of providers that make their own codes.
func checks(enabled []providers.Sender) map[string]providers.CheckCode {
	all := map[string]providers.CheckCode{}
	for _, s := range enabled {
		maker, ok := s.(interface {
			CheckCode(ctx context.Context, to phone.Number, code string) (bool, error)
		})
		if ok {
			all[s.Name()] = maker.CheckCode
		}
	}
	return all
}

func newRouter(c *config.Config, enabled []providers.Sender, routes []providers.Route,
	judges map[string]providers.CheckCode, log *slog.Logger) (*providers.Router, error) {
	sms := c.Auth.SMS
	return providers.NewRouter(enabled, routes, providers.RouterOptions{
		Budget: sms.SendBudget, Failures: sms.BreakerFailures, Pause: sms.BreakerPause, InFlight: sms.MaxInFlight,
		Now:      time.Now, // for pauses, which a step of the shared clock must not change
		NewID:    func() (string, error) { return secrets.NewID(rand.Reader) },
		ReportTo: reportTo(c, reporters(enabled)), Checks: judges, Log: log,
	})
}

// loggedInbox is the inbox of development. It also logs each message: its codes are
// useless outside this machine.
type loggedInbox struct {
	*providers.Inbox
	log *slog.Logger
}

// Send puts a message into the inbox.
func (l loggedInbox) Send(ctx context.Context, m providers.Message) (providers.Receipt, error) {
	r, err := l.Inbox.Send(ctx, m)
	l.log.InfoContext(ctx, "message (development)", "channel", m.Channel, "text", m.Text)
	return r, err
}

// copiedToInbox is a provider whose messages also go to the inbox.
type copiedToInbox struct {
	providers.Sender
	inbox loggedInbox
}

// Send puts a message into the inbox and sends it.
func (c copiedToInbox) Send(ctx context.Context, m providers.Message) (providers.Receipt, error) {
	if _, err := c.inbox.Send(ctx, m); err != nil {
		return providers.Receipt{}, err
	}
	return c.Sender.Send(ctx, m)
}
