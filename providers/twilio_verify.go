package providers

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"phonelogin/config"
	"phonelogin/models/phone"
)

// TwilioVerify sends codes that Twilio makes, and asks Twilio whether an entered
// code is right (Verify API v2). It is safe for concurrent use.
type TwilioVerify struct {
	cfg      config.TwilioVerify
	channels []phone.Channel
	api      *apiClient
}

// NewTwilioVerify returns a sender for the Verify Service in cfg, which
// config.Check has checked. It makes no connection before the first message.
func NewTwilioVerify(cfg config.TwilioVerify) *TwilioVerify {
	return &TwilioVerify{cfg: cfg, channels: smsAnd(cfg.EnableWhatsApp), api: newAPIClient("twilio_verify", cfg.BaseURL, cfg.Timeout)}
}

// Name is "twilio_verify".
func (v *TwilioVerify) Name() string { return "twilio_verify" }

// Channels returns SMS and, when enabled, WhatsApp.
func (v *TwilioVerify) Channels() []phone.Channel { return slices.Clone(v.channels) }

// Send asks Twilio to send a code and a text of Twilio's own, in the language of m
// when Twilio supports it. Code and text of m are not sent. A message without a
// code is refused.
func (v *TwilioVerify) Send(ctx context.Context, m Message) (Receipt, error) {
	switch {
	case !slices.Contains(v.channels, m.Channel):
		return Receipt{}, newError(NotEnabled, "twilio_verify: the channel is not enabled")
	case m.Code == "":
		return Receipt{}, newError(Reason(BadMessage), "twilio_verify: sends codes and nothing else")
	}
	form := url.Values{"To": {m.To.E164()}, "Channel": {string(m.Channel)}}
	if locale := verifyLocale(m.Language); locale != "" {
		form.Set("Locale", locale)
	}
	r, failure := v.post(ctx, "/Verifications", form)
	if failure != nil {
		return Receipt{}, failure
	}
	var answer struct{ SID, Status string }
	readable := r.read(&answer)
	switch {
	case !r.good():
		_, refused := r.twilioError(verifyCodes, twilioCodes)
		return Receipt{}, refused
	case !readable || answer.SID == "":
		return Receipt{}, r.unreadable()
	case answer.Status == "canceled", answer.Status == "failed", answer.Status == "deleted":
		return Receipt{}, r.fail(Reason(NotReached), "verification "+answer.Status)
	}
	return Receipt{ID: answer.SID}, nil
}

// CheckCode asks Twilio whether code is the one that it sent to the number. It is
// false when no code is pending, the code expired, or there were too many checks.
// The error is an *Error when Twilio gave no answer.
func (v *TwilioVerify) CheckCode(ctx context.Context, to phone.Number, code string) (bool, error) {
	r, failure := v.post(ctx, "/VerificationCheck", url.Values{"To": {to.E164()}, "Code": {code}})
	if failure != nil {
		return false, failure
	}
	var answer struct {
		Status string
		Valid  bool
	}
	switch readable := r.read(&answer); {
	case r.good() && readable:
		return answer.Status == "approved" && answer.Valid, nil
	case r.good():
		return false, r.unreadable()
	}
	switch code, refused := r.twilioError(verifyCodes, twilioCodes); code {
	case 20404, // no pending verification: approved before, expired, or never sent
		60200, // not a code
		60202: // five checks
		return false, nil
	default:
		return false, refused
	}
}

// Ready reads the Verify Service, which needs a valid account, token and service
// id.
func (v *TwilioVerify) Ready(ctx context.Context) error {
	r, failure := v.api.do(ctx, apiRequest{method: http.MethodGet, path: v.path(""), auth: v.sign})
	switch {
	case failure != nil:
		return failure
	case !r.good():
		_, refused := r.twilioError(verifyCodes, twilioCodes)
		return refused
	}
	return nil
}

func (v *TwilioVerify) post(ctx context.Context, path string, form url.Values) (*reply, *Error) {
	return v.api.do(ctx, apiRequest{method: http.MethodPost, path: v.path(path), form: form, auth: v.sign})
}

func (v *TwilioVerify) path(rest string) string {
	return "/v2/Services/" + v.cfg.MessageServiceSID + rest
}

func (v *TwilioVerify) sign(r *http.Request) error {
	r.SetBasicAuth(v.cfg.AccountSID, v.cfg.AuthToken)
	return nil
}

// verifyLocale is Twilio's name for a language, "" for an unsupported one.
func verifyLocale(tag string) string {
	if locale, ok := map[string]string{"zh-Hans": "zh-CN", "zh-Hant": "zh-HK", "fil": "tl", "pt-BR": "pt-BR"}[tag]; ok {
		return locale
	}
	language, _, _ := strings.Cut(tag, "-")
	if slices.Contains(verifyLanguages, language) {
		return language
	}
	return ""
}

// verifyLanguages are the languages of Verify's texts.
var verifyLanguages = []string{"af", "ar", "ca", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "he", "hi", "hr", "hu",
	"id", "it", "ja", "kn", "ko", "lt", "mr", "ms", "nb", "nl", "pl", "pt", "ro", "ru", "sk", "sv", "te", "th", "tl", "tr", "uk", "vi", "zh"}
