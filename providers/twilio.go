package providers

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/twilio/twilio-go/client"
	api "github.com/twilio/twilio-go/rest/api/v2010"

	"phonelogin/config"
	"phonelogin/models/phone"
)

// Twilio sends through Twilio Programmable Messaging (Messages resource of API
// 2010-04-01). It is safe for concurrent use.
//
// Only the packages of that API are imported: the root package of twilio-go
// compiles every product of Twilio and takes minutes to build.
type Twilio struct {
	cfg      config.Twilio
	channels []phone.Channel
	conns    http.RoundTripper
}

// NewTwilio returns a sender for the account in cfg, which config.Check has
// checked. It makes no connection before the first message.
func NewTwilio(cfg config.Twilio) *Twilio {
	return &Twilio{cfg: cfg, channels: smsAnd(cfg.EnableWhatsApp), conns: newTransport()}
}

// Name is "twilio".
func (t *Twilio) Name() string { return "twilio" }

// Channels returns SMS and, when enabled, WhatsApp.
func (t *Twilio) Channels() []phone.Channel { return slices.Clone(t.channels) }

// Send asks Twilio once to accept m, within the configured timeout. The receipt
// holds the message SID. Message.Key is not sent: the Messages resource has no
// idempotency key.
func (t *Twilio) Send(ctx context.Context, m Message) (Receipt, error) {
	if !slices.Contains(t.channels, m.Channel) {
		return Receipt{}, newError(NotEnabled, fmt.Sprintf("twilio: channel %q is not enabled", m.Channel))
	}
	params, err := t.params(m)
	if err != nil {
		return Receipt{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, t.cfg.Timeout)
	defer cancel()

	c := &twilioCall{ctx: ctx, base: t.cfg.BaseURL, next: t.conns}
	// The recorded answer is used instead of the library's: the library loses the
	// status of answers that are not JSON, and every Retry-After.
	_, err = t.service(c).CreateMessage(params)
	if c.answer == nil {
		return Receipt{}, c.unanswered(err)
	}
	return c.answer.twilioReceipt()
}

// Ready reads the account, which needs a valid token.
func (t *Twilio) Ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, t.cfg.Timeout)
	defer cancel()
	c := &twilioCall{ctx: ctx, base: t.cfg.BaseURL, next: t.conns}
	_, err := t.service(c).FetchAccount(t.cfg.AccountSID)
	switch {
	case c.answer == nil:
		return c.unanswered(err)
	case c.answer.status != http.StatusOK:
		_, refused := c.answer.twilioError(twilioCodes)
		return refused
	}
	return nil
}

// service is the library bound to one call, because the library takes no context.
func (t *Twilio) service(c *twilioCall) *api.ApiService {
	account := &client.Client{
		Credentials: client.NewCredentials(t.cfg.AccountSID, t.cfg.AuthToken),
		HTTPClient: &http.Client{
			Transport: c,
			// A redirect would send the message to an address that nobody
			// configured.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
	account.SetAccountSid(t.cfg.AccountSID)
	return api.NewApiServiceWithClient(account)
}

// params builds the form of the request from documented parameters.
func (t *Twilio) params(m Message) (*api.CreateMessageParams, error) {
	prefix := ""
	if m.Channel == phone.WhatsApp {
		prefix = "whatsapp:"
	}
	p := (&api.CreateMessageParams{}).SetTo(prefix + m.To.E164())
	if m.ReportTo != "" {
		p.SetStatusCallback(m.ReportTo)
	}
	if sender := t.cfg.MessageServiceSID; strings.HasPrefix(sender, "MG") {
		p.SetMessagingServiceSid(sender)
	} else {
		p.SetFrom(prefix + sender)
	}
	if m.Channel != phone.WhatsApp || t.cfg.ContentSID == "" || m.Code == "" {
		return p.SetBody(m.Text), nil
	}
	variables, err := json.Marshal(map[string]string{"1": m.Code})
	if err != nil {
		return nil, fmt.Errorf("write content variables: %w", err)
	}
	return p.SetContentSid(t.cfg.ContentSID).SetContentVariables(string(variables)), nil
}
