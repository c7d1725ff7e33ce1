package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"phonelogin/auth/secrets"
	"phonelogin/models/phone"
	"phonelogin/providers"
)

type sendTestCmd struct {
	Phone    string        `arg:"" help:"The number, in E.164."`
	Channel  phone.Channel `default:"sms" enum:"sms,whatsapp" help:"sms or whatsapp."`
	Provider string        `help:"One of the enabled providers. Default: by the routes."`
}

// Run sends one message in any mode and prints the outcome.
func (cmd sendTestCmd) Run(ctx context.Context, s *environment) error {
	to, err := wireNumber(cmd.Phone)
	if err != nil {
		return err
	}
	c, err := s.settings()
	if err != nil {
		return err
	}
	enabled, err := senders(c.Auth.SMS)
	if err != nil {
		return unusable{err}
	}
	routes := routes(c.Auth.SMS)
	if cmd.Provider != "" {
		enabled = slices.DeleteFunc(enabled, func(p providers.Sender) bool { return p.Name() != cmd.Provider })
		routes = nil
	}
	if len(enabled) == 0 {
		if cmd.Provider == "" && c.Auth.Hook.SendSMS.Enabled {
			return unusable{errors.New("auth.hook.send_sms sends here, and it is asked for codes only: sign in once to see whether they arrive")}
		}
		return unusable{noProvider(cmd.Provider, c.Auth.SMS.EnabledProviders())}
	}
	// A provider that makes its own codes may send one here; nobody will enter it.
	router, err := newRouter(c, enabled, routes, nil, newLog(c.Log, s.err))
	if err != nil {
		return unusable{err}
	}
	id, err := secrets.NewID(rand.Reader)
	if err != nil {
		return err
	}
	a, err := router.Send(ctx, providers.Message{
		To: to, Channel: cmd.Channel, Key: id,
		Text: fmt.Sprintf("This is a test message of %s.", c.Auth.AppName),
	}, nil)
	if err != nil {
		return asExit(err, fmt.Errorf("not sent to %s: %w", to.Masked(), err))
	}
	fmt.Fprintf(s.out, "%s took the message to %s after %v, as %s.\n",
		a.Provider, to.Masked(), a.Took.Round(time.Millisecond), a.Receipt.ID)
	return nil
}

// noProvider explains why no provider can send; name is the requested one, "" for
// any.
func noProvider(name string, enabled []string) error {
	switch {
	case len(enabled) == 0:
		return errors.New("no provider is enabled: enable one under auth.sms, such as auth.sms.twilio")
	case name == "":
		return errors.New("no route of auth.sms.routes leads to an enabled provider")
	}
	return fmt.Errorf("%s is not enabled; enabled are: %s", name, strings.Join(enabled, ", "))
}
