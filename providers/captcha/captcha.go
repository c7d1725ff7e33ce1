package captcha

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"phonelogin/config"
)

// maxAnswer is the most that is read of an answer, in bytes. The providers' are
// under 1 KiB.
const maxAnswer = 64 << 10

// origins are the providers' addresses. Both have the same API: hCaptcha's "Verify
// the user response server side", Turnstile's "siteverify".
var origins = map[string]string{
	"hcaptcha":  "https://hcaptcha.com",
	"turnstile": "https://challenges.cloudflare.com",
}

var paths = map[string]string{"hcaptcha": "/siteverify", "turnstile": "/turnstile/v0/siteverify"}

// Verifier asks one provider.
type Verifier struct {
	url    string
	secret string
	client *http.Client
}

// New makes a Verifier from checked settings.
func New(c config.Captcha) *Verifier {
	return &Verifier{
		url:    strings.TrimSuffix(cmp.Or(c.BaseURL, origins[c.Provider]), "/") + paths[c.Provider],
		secret: c.Secret,
		client: &http.Client{Timeout: c.Timeout},
	}
}

// Verdict is the provider's answer about a token.
type Verdict struct {
	Human bool
	Codes []string // the provider's error codes
}

// Verify asks about the token that the widget gave to a client at ip. The error
// means that the provider gave no verdict; it quotes neither token nor secret.
func (v *Verifier) Verify(ctx context.Context, token, ip string) (Verdict, error) {
	form := url.Values{"secret": {v.secret}, "response": {token}}
	if ip != "" {
		form.Set("remoteip", ip)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, v.url, strings.NewReader(form.Encode()))
	if err != nil {
		return Verdict{}, errors.New("captcha: the request cannot be made")
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := v.client.Do(r)
	if err != nil {
		return Verdict{}, errors.New("captcha: no answer")
	}
	defer func() { _ = res.Body.Close() }() // the body is read already
	var answer struct {
		Success *bool    `json:"success"`
		Codes   []string `json:"error-codes"`
	}
	if err := json.NewDecoder(io.LimitReader(res.Body, maxAnswer)).Decode(&answer); err != nil || answer.Success == nil {
		return Verdict{}, fmt.Errorf("captcha: no verdict, status %d", res.StatusCode)
	}
	return Verdict{Human: *answer.Success, Codes: answer.Codes}, nil
}
