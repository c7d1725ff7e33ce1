package providers

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"time"

	"phonelogin/config"
	"phonelogin/models/phone"
)

// MessageBird sends through MessageBird's SMS API. It is safe for concurrent use.
type MessageBird struct {
	cfg config.MessageBird
	now func() time.Time
	api *apiClient
}

// NewMessageBird returns a sender for the account in cfg, which config.Check has
// checked. It makes no connection before the first message. now is compared with
// the times of reports.
func NewMessageBird(cfg config.MessageBird, now func() time.Time) *MessageBird {
	return &MessageBird{cfg: cfg, now: now, api: newAPIClient("messagebird", cfg.BaseURL, cfg.Timeout)}
}

// Name is "messagebird".
func (b *MessageBird) Name() string { return "messagebird" }

// Channels returns SMS.
func (b *MessageBird) Channels() []phone.Channel { return []phone.Channel{phone.SMS} }

// messageBirdMessage is a Message object.
type messageBirdMessage struct {
	ID         string
	Recipients struct {
		TotalSentCount           int
		TotalDeliveryFailedCount int
		Items                    []struct {
			Status           string
			MessagePartCount int
			Price            struct {
				Amount   json.Number
				Currency string
			}
		}
	}
}

// Send asks MessageBird once to accept m. The receipt holds the message id.
func (b *MessageBird) Send(ctx context.Context, m Message) (Receipt, error) {
	if err := onlySMS(b.Name(), m.Channel); err != nil {
		return Receipt{}, err
	}
	form := url.Values{
		"originator": {b.cfg.Originator}, "recipients": {m.To.Digits()}, "body": {m.Text}, "type": {"sms"}, "datacoding": {"plain"},
	}
	if isWide(m.Text) {
		form.Set("datacoding", "unicode")
	}
	if m.ReportTo != "" && b.cfg.SigningKey != "" {
		form.Set("reportUrl", m.ReportTo)
		form.Set("reference", m.Key) // MessageBird sends no reports without one
	}
	r, failure := b.api.do(ctx, apiRequest{method: http.MethodPost, path: "/messages", form: form, auth: b.sign})
	if failure != nil {
		return Receipt{}, failure
	}
	if !r.good() {
		return Receipt{}, r.messageBirdError()
	}
	var answer messageBirdMessage
	if !r.read(&answer) || answer.ID == "" {
		return Receipt{}, r.unreadable()
	}
	if answer.Recipients.TotalSentCount == 0 {
		return Receipt{}, r.fail(Reason(NotReached), "sent to nobody")
	}
	receipt := Receipt{ID: answer.ID}
	for _, item := range answer.Recipients.Items {
		receipt.Segments += item.MessagePartCount
		if amount := item.Price.Amount.String(); amount != "" && amount != "0" {
			receipt.Price, receipt.Currency = amount, item.Price.Currency
		}
	}
	return receipt, nil
}

// Ready asks for the balance, which needs a valid key.
func (b *MessageBird) Ready(ctx context.Context) error {
	r, failure := b.api.do(ctx, apiRequest{method: http.MethodGet, path: "/balance", auth: b.sign})
	switch {
	case failure != nil:
		return failure
	case !r.good():
		return r.messageBirdError()
	}
	return nil
}

func (b *MessageBird) sign(r *http.Request) error {
	r.Header.Set("Authorization", "AccessKey "+b.cfg.AccessKey)
	return nil
}

// messageBirdError converts {"errors":[{"code":9,"parameter":"recipients"}]}, whose
// list may be empty. The name of a wrong parameter decides the reason.
func (r *reply) messageBirdError() *Error {
	var answer struct {
		Errors []struct {
			Code        json.RawMessage
			Parameter   string
			Description string
		}
	}
	r.read(&answer)
	if len(answer.Errors) == 0 {
		return r.refused(0)
	}
	first := answer.Errors[0]
	e := r.refused(codeOf(first.Code), messageBirdCodes)
	if reason, ok := messageBirdParameters[first.Parameter]; ok && e.Reason == BadRequest {
		e.setReason(reason)
		e.Detail += " for " + first.Parameter
	}
	return e.withCarrierText(first.Description)
}
