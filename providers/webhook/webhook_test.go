package webhook

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

const (
	one   = "v1,whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
	other = "v1,whsec_YWJjZGVmZ2hpamFiY2RlZmdoaWphYmNkZWZnaGlqYWI="
)

// answers are sent in order; the last one is repeated.
type scripted struct {
	status int
	header map[string]string
	body   string
}

// server simulates the operator's server and counts questions.
func server(t *testing.T, answers ...scripted) (url string, asked *[]*http.Request) {
	t.Helper()
	asked = &[]*http.Request{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*asked = append(*asked, r)
		a := answers[min(len(*asked), len(answers))-1]
		w.Header()["Content-Type"] = nil // none is made up
		for name, value := range a.header {
			w.Header().Set(name, value)
		}
		w.WriteHeader(a.status)
		_, _ = io.WriteString(w, a.body) // the client may be gone
	}))
	t.Cleanup(s.Close)
	return s.URL, asked
}

func endpoint(t *testing.T, url, secrets string) (e *Endpoint, waited *[]time.Duration) {
	t.Helper()
	e, err := New(url, secrets, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	waited = &[]time.Duration{}
	e.wait = func(_ context.Context, d time.Duration) error {
		*waited = append(*waited, d)
		if d > Timeout {
			return context.DeadlineExceeded
		}
		return nil
	}
	return e, waited
}

var asJSON = map[string]string{"Content-Type": "application/json; charset=utf-8"}

// Wire transcripts G1 to G9.
func TestAnswersAreReadAsTheContractHasThem(t *testing.T) {
	for _, tt := range []struct {
		name    string
		answers []scripted
		want    string
		kind    Kind
		asked   int
	}{
		{"an answer", []scripted{{200, asJSON, `{"a":1}`}}, `{"a":1}`, "", 1},
		{"accepted", []scripted{{202, asJSON, `{}`}}, `{}`, "", 1},
		{"no content", []scripted{{status: 204}}, "", "", 1},
		{"plain text", []scripted{{200, map[string]string{"Content-Type": "text/plain"}, "ok"}}, "", BadContentType, 1},
		{"no type", []scripted{{200, nil, "{}"}}, "", BadContentType, 1},
		{"too long", []scripted{{200, asJSON, strings.Repeat("x", MaxAnswer+1)}}, "", TooLarge, 1},
		{"a fault", []scripted{{status: 500}}, "", BadStatus, 1},
		{"refused", []scripted{{status: 401}}, "", BadStatus, 1},
		{"elsewhere", []scripted{{302, map[string]string{"Location": "/"}, ""}}, "", BadStatus, 1},
		{"busy, without a time", []scripted{{status: 429}}, "", Unavailable, 1},
		{"busy for ever", []scripted{{503, map[string]string{"Retry-After": "1"}, ""}}, "", Unavailable, 3},
		{"busy once", []scripted{{503, map[string]string{"Retry-After": "1"}, ""}, {200, asJSON, `{}`}}, `{}`, "", 2},
		{"busy for longer than anyone waits", []scripted{{429, map[string]string{"Retry-After": "60"}, ""}}, "", Unavailable, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			url, asked := server(t, tt.answers...)
			e, _ := endpoint(t, url, one)
			got, err := e.Ask(t.Context(), "id", []byte(`{}`))
			var failed *Error
			errors.As(err, &failed)
			if string(got) != tt.want || (failed != nil) != (tt.kind != "") || failed != nil && failed.Kind != tt.kind {
				t.Errorf("got %q, %v, want %q, %q", got, err, tt.want, tt.kind)
			}
			if len(*asked) != tt.asked {
				t.Errorf("asked %d times, want %d", len(*asked), tt.asked)
			}
		})
	}
}

func TestTheTextOfAFailureTellsTheContentType(t *testing.T) {
	for given, want := range map[string]string{
		"text/plain; charset=utf-8": "bad_content_type: text/plain",
		"":                          "bad_content_type: the answer names none",
	} {
		url, _ := server(t, scripted{200, map[string]string{"Content-Type": given}, "ok"})
		e, _ := endpoint(t, url, one)
		if _, err := e.Ask(t.Context(), "id", nil); err == nil || err.Error() != want {
			t.Errorf("%q: got %v, want %q", given, err, want)
		}
	}
}

func TestTheTimeThatAServerNamesIsWaited(t *testing.T) {
	url, _ := server(t, scripted{503, map[string]string{"Retry-After": "1"}, ""})
	e, waited := endpoint(t, url, "")
	_, _ = e.Ask(t.Context(), "id", nil) // refused, as the table above has it
	if len(*waited) != 2 || (*waited)[0] != time.Second {
		t.Errorf("waited %v, want twice a second", *waited)
	}
}

func TestNobodyAtTheAddressIsTriedThreeTimes(t *testing.T) {
	e, waited := endpoint(t, "http://127.0.0.1:1/?key=hidden", one)
	_, err := e.Ask(t.Context(), "id", []byte(`{"otp":"123456"}`))
	var failed *Error
	if !errors.As(err, &failed) || failed.Kind != Unreachable || len(*waited) != 2 || (*waited)[0] != 2*time.Second {
		t.Errorf("got %v after waiting %v", err, *waited)
	}
	if strings.Contains(err.Error(), "hidden") || strings.Contains(err.Error(), "123456") {
		t.Errorf("%v quotes what it must not", err)
	}
}

func TestAServerThatHangsIsGivenUp(t *testing.T) {
	hanging := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-hanging }))
	t.Cleanup(s.Close)
	t.Cleanup(func() { close(hanging) })
	e, _ := endpoint(t, s.URL, one)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := e.Ask(ctx, "id", nil)
	var failed *Error
	if !errors.As(err, &failed) || failed.Kind != TimedOut {
		t.Errorf("got %v, want %s", err, TimedOut)
	}
}

// Wire transcript G10, with signatures that verifiers of the standard can read:
// one blank between them and no comma.
func TestEverySecretSignsAsTheStandardSays(t *testing.T) {
	var body []byte
	var header http.Header
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ = io.ReadAll(r.Body)
		header = r.Header.Clone()
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(s.Close)
	e, _ := endpoint(t, s.URL, one+"|"+other)
	if _, err := e.Ask(t.Context(), "the-id", []byte(`{"a":1}`)); err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{one, other} {
		verifier, err := standardwebhooks.NewWebhook(strings.TrimPrefix(secret, "v1,"))
		if err != nil {
			t.Fatal(err)
		}
		if err := verifier.Verify(body, header); err != nil {
			t.Errorf("the standard's library says %v", err)
		}
	}
	if header.Get("webhook-id") != "the-id" || string(body) != `{"a":1}` {
		t.Errorf("got id %q and body %s", header.Get("webhook-id"), body)
	}
	at, err := strconv.ParseInt(header.Get("webhook-timestamp"), 10, 64)
	if err != nil || time.Since(time.Unix(at, 0)) > time.Minute {
		t.Errorf("got timestamp %q", header.Get("webhook-timestamp"))
	}
}

func TestSettingsThatCannotWorkAreRefused(t *testing.T) {
	for _, tt := range []struct {
		uri, secrets string
		fine         bool
	}{
		{"https://hooks.example.com/sms", one, true},
		{"http://localhost:9000/sms", one + "|" + other, true},
		{"http://host.docker.internal/sms", "", true},
		{"http://[::1]:9000/", "", true},
		{"http://hooks.example.com/", one, false},
		{"ftp://hooks.example.com/", one, false},
		{"hooks.example.com", one, false},
		{"https://hooks.example.com/", "v1a,whsk_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=", false},
		{"https://hooks.example.com/", "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=", false},
		{"https://hooks.example.com/", "v1,whsec_c2hvcnQ=", false},
		{"https://hooks.example.com/", "v1,whsec_" + strings.Repeat("!", 40), false},
	} {
		_, err := New(tt.uri, tt.secrets, time.Now)
		if (err == nil) != tt.fine {
			t.Errorf("New(%q, …): got %v, fine is %v", tt.uri, err, tt.fine)
		}
	}
}
