package providers

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"phonelogin/config"
	"phonelogin/models/phone"
	"phonelogin/providers/webhook"
)

// HTTP sends messages through a server of the operator's. Requests are signed by
// Standard Webhooks. It is safe for concurrent use.
type HTTP struct {
	cfg      config.HTTPSender
	channels []phone.Channel
	api      *apiClient
	signer   *webhook.Endpoint
}

// NewHTTP returns a sender for the server in cfg, which config.Check has checked.
// The error is an unusable URL or secret.
func NewHTTP(cfg config.HTTPSender, now func() time.Time) (*HTTP, error) {
	signer, err := webhook.New(cfg.URL, cfg.Secrets, now)
	if err != nil {
		return nil, err
	}
	return &HTTP{cfg: cfg, channels: smsAnd(cfg.EnableWhatsApp), api: newAPIClient("http", cfg.URL, cfg.Timeout), signer: signer}, nil
}

// Name is "http".
func (h *HTTP) Name() string { return "http" }

// Channels are SMS and, where it is enabled, WhatsApp.
func (h *HTTP) Channels() []phone.Channel { return slices.Clone(h.channels) }

// httpBody is the request body (docs/providers/http.md).
type httpBody struct {
	ID       string        `json:"id"` // the same for every attempt
	To       string        `json:"to"`
	Channel  phone.Channel `json:"channel"`
	Text     string        `json:"text"`
	Code     string        `json:"code,omitempty"`
	Language string        `json:"language,omitempty"`
}

// Send makes one request. A status of success means that the message was accepted,
// unless the answer holds an error.
func (h *HTTP) Send(ctx context.Context, m Message) (Receipt, error) {
	if !slices.Contains(h.channels, m.Channel) {
		return Receipt{}, newError(NotEnabled, "http: the channel is not enabled")
	}
	body, err := json.Marshal(httpBody{m.Key, m.To.E164(), m.Channel, m.Text, m.Code, m.Language})
	if err != nil {
		return Receipt{}, newError(Reason(BadMessage), "http: the message cannot be written")
	}
	sign := func(r *http.Request) error { return h.signer.Sign(r, m.Key, body) }
	r, failure := h.api.do(ctx, apiRequest{method: http.MethodPost, body: body, auth: sign})
	if failure != nil {
		return Receipt{}, failure
	}
	return h.judge(r)
}

func (h *HTTP) judge(r *reply) (Receipt, error) {
	var answer struct {
		ID       string
		Segments int
		Price    json.Number
		Currency string
		Error    *ownError
	}
	readable := r.read(&answer)
	switch {
	case answer.Error != nil:
		return Receipt{}, answer.Error.judge(r)
	case !r.good():
		return Receipt{}, r.refused(0)
	case !readable && strings.TrimSpace(string(r.body)) != "":
		return Receipt{}, r.unreadable()
	}
	return Receipt{ID: answer.ID, Segments: answer.Segments, Price: answer.Price.String(), Currency: answer.Currency}, nil
}

// ownError is the error member of an answer.
type ownError struct {
	Reason  Reason `json:"kind"` // a kind, or a finer reason
	Code    json.RawMessage
	Message string
}

// judge converts the error. Without a known kind the HTTP status decides.
func (o *ownError) judge(r *reply) *Error {
	e := r.refused(codeOf(o.Code))
	if o.Reason.Kind() != "" {
		e.setReason(o.Reason)
	}
	return e.withCarrierText(o.Message)
}
