package providers

import (
	"context"
	"net/http"
	"net/url"

	"phonelogin/config"
	"phonelogin/models/phone"
)

// Vonage sends through Vonage's SMS API. It is safe for concurrent use.
type Vonage struct {
	cfg config.Vonage
	api *apiClient
}

// NewVonage returns a sender for the account in cfg, which config.Check has
// checked. It makes no connection before the first message.
func NewVonage(cfg config.Vonage) *Vonage {
	return &Vonage{cfg: cfg, api: newAPIClient("vonage", cfg.BaseURL, cfg.Timeout)}
}

// Name is "vonage".
func (v *Vonage) Name() string { return "vonage" }

// Channels returns SMS.
func (v *Vonage) Channels() []phone.Channel { return []phone.Channel{phone.SMS} }

// vonageAnswer has one message for each part of a text.
type vonageAnswer struct {
	Messages []struct {
		Status string `json:"status"`
		ID     string `json:"message-id"`
		Price  string `json:"message-price"`
		Error  string `json:"error-text"`
	} `json:"messages"`
}

// Send asks Vonage once to accept m. Vonage answers 200 even to messages that it
// refuses. A text is accepted when all of its parts are. The receipt holds the id
// of the first part.
func (v *Vonage) Send(ctx context.Context, m Message) (Receipt, error) {
	if err := onlySMS(v.Name(), m.Channel); err != nil {
		return Receipt{}, err
	}
	form := url.Values{
		"from": {v.cfg.From}, "to": {m.To.Digits()}, "text": {m.Text}, "api_key": {v.cfg.APIKey}, "api_secret": {v.cfg.APISecret},
	}
	if isWide(m.Text) {
		form.Set("type", "unicode")
	}
	if m.ReportTo != "" && v.cfg.SignatureSecret != "" {
		form.Set("callback", m.ReportTo)
		form.Set("client-ref", m.Key)
	}
	r, failure := v.api.do(ctx, apiRequest{method: http.MethodPost, path: "/sms/json", form: form})
	if failure != nil {
		return Receipt{}, failure
	}
	var answer vonageAnswer
	readable := r.read(&answer)
	switch {
	case !r.good():
		return Receipt{}, r.refused(0)
	case !readable || len(answer.Messages) == 0:
		return Receipt{}, r.unreadable()
	}
	return v.judge(r, answer)
}

func (v *Vonage) judge(r *reply, answer vonageAnswer) (Receipt, error) {
	first := answer.Messages[0]
	receipt := Receipt{ID: first.ID, Segments: len(answer.Messages), Price: first.Price}
	if receipt.Price != "" {
		receipt.Currency = "EUR" // accounts are billed in euros
	}
	for n, part := range answer.Messages {
		if part.Status == "0" {
			continue
		}
		code := number(part.Status)
		if code == 0 {
			return Receipt{}, r.unreadable()
		}
		e := r.refused(code, vonageCodes).withCarrierText(part.Error)
		e.Unsure = n > 0 // earlier parts were sent
		return Receipt{}, e
	}
	return receipt, nil
}

// Ready asks for the balance, which needs a valid key and secret.
func (v *Vonage) Ready(ctx context.Context) error {
	sign := func(r *http.Request) error {
		r.SetBasicAuth(v.cfg.APIKey, v.cfg.APISecret)
		return nil
	}
	r, failure := v.api.do(ctx, apiRequest{method: http.MethodGet, path: "/account/get-balance", auth: sign})
	switch {
	case failure != nil:
		return failure
	case !r.good():
		return r.refused(0)
	}
	return nil
}
