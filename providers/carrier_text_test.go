package providers_test

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"phonelogin/providers"
	"phonelogin/providers/providertest"
)

// saying are answers of each carrier with an error text.
var saying = map[string]http.HandlerFunc{
	"twilio_verify": providertest.RespondJSON(400, `{"code":60200,"message":"The sender is not registered"}`),
	"messagebird":   providertest.RespondJSON(422, `{"errors":[{"code":21,"description":"The sender is not registered"}]}`),
	"vonage":        providertest.RespondJSON(200, `{"messages":[{"status":"15","error-text":"The sender is not registered"}]}`),
	"textlocal":     providertest.RespondJSON(200, `{"status":"failure","errors":[{"code":43,"message":"The sender is not registered"}]}`),
	"http":          providertest.RespondJSON(400, `{"error":{"kind":"temporary","message":"The sender is not registered"}}`),
}

// A carrier's text goes to the log and nowhere else.
func TestTheWordsOfACarrierAreLogged(t *testing.T) {
	for name, s := range subjects(t) {
		s.carrier.Next(saying[name])
		_, err := s.sender.Send(t.Context(), codeMessage())
		var log strings.Builder
		slog.New(slog.NewTextHandler(&log, nil)).Warn("attempt failed", "error", err)
		if want := ": The sender is not registered\""; !strings.Contains(log.String(), want) {
			t.Errorf("%s: the log has %s, want %s", name, &log, want)
		}
		if err == nil || strings.Contains(err.Error(), "registered") {
			t.Errorf("%s: the error is %v, want one without the words", name, err)
		}
	}
}

// proves S9: carriers quote numbers, codes and keys in many ways.
func TestTheWordsOfACarrierHoldNoSecrets(t *testing.T) {
	s := subjects(t)["http"]
	for said, want := range map[string]string{
		"The 'To' number +4915112345678 is not valid":       "The 'To' number +… is not valid",
		"to (201) 555-0123 and 0151 / 123 45 678":           "to (… and …",
		"your code is 123-456, or 1 2 3 4 5 6, or ١٢٣٤٥٦":   "your code is …, or …, or …",
		"key AccessKey_abcdefghijklmnop was wrong":          "key … was wrong",
		"one\nlevel=ERROR\tmsg=\u202eforged\u0000":          "one level=ERROR msg= forged",
		strings.Repeat("ä ", 200):                           strings.Repeat("ä ", 66) + "ä…",
		"try again in 30 s":                                 "try again in 30 s",
		"":                                                  "",
		"  ":                                                "",
		"see https://www.twilio.com/docs/errors/21211 soon": "see https://www.twilio.com/docs/errors/… soon",
	} {
		body, err := json.Marshal(map[string]any{"error": map[string]string{"message": said}})
		if err != nil {
			t.Fatal(err)
		}
		s.carrier.Next(providertest.RespondJSON(400, string(body)))
		_, err = s.sender.Send(t.Context(), codeMessage())
		var e *providers.Error
		if !errors.As(err, &e) || e.CarrierText != want {
			t.Errorf("%q: got %q, want %q", said, e.CarrierText, want)
		}
	}
}
