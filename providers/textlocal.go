package providers

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"

	"phonelogin/config"
	"phonelogin/models/phone"
)

// Textlocal sends through Textlocal's API. It is safe for concurrent use.
type Textlocal struct {
	cfg config.Textlocal
	api *apiClient
}

// NewTextlocal returns a sender for the account in cfg, which config.Check has
// checked. It makes no connection before the first message.
func NewTextlocal(cfg config.Textlocal) *Textlocal {
	return &Textlocal{cfg: cfg, api: newAPIClient("textlocal", cfg.BaseURL, cfg.Timeout)}
}

// Name is "textlocal".
func (t *Textlocal) Name() string { return "textlocal" }

// Channels returns SMS.
func (t *Textlocal) Channels() []phone.Channel { return []phone.Channel{phone.SMS} }

// textlocalAnswer is the answer to every call.
type textlocalAnswer struct {
	Status string
	Errors []struct {
		Code    json.RawMessage
		Message string // may quote the text of the message
	}
	Messages []struct{ ID json.RawMessage } // a string, or a number in older answers
	BatchID  json.RawMessage                `json:"batch_id"`
	Message  struct {
		NumParts int `json:"num_parts"`
	}
}

// Send asks Textlocal once to accept m. The receipt holds the message id.
func (t *Textlocal) Send(ctx context.Context, m Message) (Receipt, error) {
	if err := onlySMS(t.Name(), m.Channel); err != nil {
		return Receipt{}, err
	}
	form := url.Values{"sender": {t.cfg.Sender}, "numbers": {m.To.Digits()}, "message": {m.Text}, "apikey": {t.cfg.APIKey}}
	if isWide(m.Text) {
		form.Set("unicode", "true")
	}
	r, answer, failure := t.call(ctx, "/send", form)
	if failure != nil {
		return Receipt{}, failure
	}
	receipt := Receipt{ID: unquote(answer.BatchID), Segments: answer.Message.NumParts}
	if len(answer.Messages) > 0 {
		receipt.ID = unquote(answer.Messages[0].ID)
	}
	if receipt.ID == "" {
		return Receipt{}, r.unreadable()
	}
	return receipt, nil
}

// Ready asks for the balance, which needs a valid key.
func (t *Textlocal) Ready(ctx context.Context) error {
	if _, _, failure := t.call(ctx, "/balance", url.Values{"apikey": {t.cfg.APIKey}}); failure != nil {
		return failure
	}
	return nil
}

// call posts a form. Textlocal refuses with status 200, or without a list of
// errors.
func (t *Textlocal) call(ctx context.Context, path string, form url.Values) (*reply, *textlocalAnswer, *Error) {
	r, failure := t.api.do(ctx, apiRequest{method: http.MethodPost, path: path, form: form})
	if failure != nil {
		return nil, nil, failure
	}
	var answer textlocalAnswer
	readable := r.read(&answer)
	code, text := 0, ""
	if len(answer.Errors) > 0 {
		code, text = codeOf(answer.Errors[0].Code), answer.Errors[0].Message
	}
	switch {
	case !r.good():
		return nil, nil, r.refused(code, textlocalCodes).withCarrierText(text)
	case !readable:
		return nil, nil, r.unreadable()
	case answer.Status == "success":
		return r, &answer, nil
	case code == 0:
		return nil, nil, r.fail(Reason(Temporary), "refused without a code").withCarrierText(text)
	}
	return nil, nil, r.refused(code, textlocalCodes).withCarrierText(text)
}
