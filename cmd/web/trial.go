package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"time"

	"phonelogin/auth"
	"phonelogin/auth/secrets"
	"phonelogin/providers"
)

// readyFor bounds the question to one provider, in web check.
const readyFor = 10 * time.Second

// asked is a provider that can tell, without sending, whether it would take
// messages.
type asked interface {
	Ready(ctx context.Context) error
}

// ask asks one provider, for a while.
func ask(ctx context.Context, p asked) error {
	ctx, cancel := context.WithTimeout(ctx, readyFor)
	defer cancel()
	return p.Ready(ctx)
}

// askProviders tells of each provider that can be asked without sending whether
// it would take messages. The error is the first one that would not.
func askProviders(ctx context.Context, out io.Writer, all []providers.Sender) error {
	var first error
	for _, s := range all {
		p, ok := s.(asked)
		if !ok {
			fmt.Fprintf(out, "provider %s: cannot be asked without sending, see: web send-test\n", s.Name())
			continue
		}
		err := ask(ctx, p)
		if err == nil {
			fmt.Fprintf(out, "provider %s: ready\n", s.Name())
			continue
		}
		fmt.Fprintf(out, "provider %s: %s\n", s.Name(), explained(s.Name(), err))
		if first == nil {
			first = asExit(err, fmt.Errorf("%s is not ready", s.Name()))
		}
	}
	return first
}

// askCarriers tells the log which providers would not take messages, so that it
// is known before the first person waits for a code.
func (p *program) askCarriers(ctx context.Context, log *slog.Logger) {
	for _, s := range p.carriers {
		if one, ok := s.(asked); ok {
			if err := ask(ctx, one); err != nil && ctx.Err() == nil {
				log.ErrorContext(ctx, "provider not ready", "provider", s.Name(), "error", explained(s.Name(), err))
			}
		}
	}
}

// explained is an error of a provider with what the provider said of it and what
// it means.
func explained(provider string, err error) string {
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

type sendTestCmd struct {
	Phone    string `arg:"" help:"The number, in E.164."`
	Channel  string `default:"sms" enum:"sms,whatsapp" help:"sms or whatsapp."`
	Provider string `help:"One of the enabled providers. Default: as the routes say."`
}

// Run sends one message, whatever the mode, and tells what came of it.
func (cmd sendTestCmd) Run(ctx context.Context, s *surroundings) error {
	phone, err := wireNumber(cmd.Phone)
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
	// Who makes codes of its own may send one here: nobody will enter it.
	router, err := newRouter(c, enabled, routes, nil, newLog(c.Log, s.err))
	if err != nil {
		return unusable{err}
	}
	id, err := secrets.NewID(rand.Reader)
	if err != nil {
		return err
	}
	a, err := router.Send(ctx, providers.Message{
		To: phone.E164(), Channel: auth.Channel(cmd.Channel), Key: id,
		Text: fmt.Sprintf("This is a test message of %s.", c.Auth.AppName),
	}, nil)
	if err != nil {
		return asExit(err, fmt.Errorf("not sent to %s: %w", phone.Masked(), err))
	}
	fmt.Fprintf(s.out, "%s took the message to %s after %v, as %s.\n",
		a.Provider, phone.Masked(), a.Took.Round(time.Millisecond), a.Receipt.ID)
	return nil
}

// noProvider tells why there is nobody to send a message; name is who was asked for,
// "" for anybody.
func noProvider(name string, enabled []string) error {
	switch {
	case len(enabled) == 0:
		return errors.New("no provider is enabled: enable one under auth.sms, such as auth.sms.twilio")
	case name == "":
		return errors.New("no route of auth.sms.routes leads to an enabled provider")
	}
	return fmt.Errorf("%s is not enabled; enabled are: %s", name, strings.Join(enabled, ", "))
}
