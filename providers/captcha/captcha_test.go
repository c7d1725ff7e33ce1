package captcha

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"testing"
	"time"

	"phonelogin/config"
)

func TestVerdictsAreReadAsTheProvidersGiveThem(t *testing.T) {
	for _, tt := range []struct {
		name, answer string
		status       int
		human, fails bool
		codes        []string
	}{
		{"a person", `{"success":true}`, 200, true, false, nil},
		{"a program", `{"success":false,"error-codes":["invalid-input-response"]}`, 200, false, false, []string{"invalid-input-response"}},
		{"an error page", `<html>`, 502, false, true, nil},
		{"an answer without a verdict", `{}`, 200, false, true, nil},
		{"a verdict of another type", `{"success":"yes"}`, 200, false, true, nil},
	} {
		for provider, path := range paths {
			t.Run(tt.name+" by "+provider, func(t *testing.T) {
				var form url.Values
				var at string
				s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					_ = r.ParseForm() // what is missing is told below
					form, at = r.PostForm, r.URL.Path
					w.WriteHeader(tt.status)
					_, _ = w.Write([]byte(tt.answer))
				}))
				defer s.Close()
				v := New(config.Captcha{Provider: provider, Secret: "s3cret", BaseURL: s.URL, Timeout: time.Second})
				got, err := v.Verify(t.Context(), "token", "203.0.113.9")
				if got.Human != tt.human || (err != nil) != tt.fails || !slices.Equal(got.Codes, tt.codes) {
					t.Errorf("got %+v, %v", got, err)
				}
				if form.Encode() != "remoteip=203.0.113.9&response=token&secret=s3cret" || at != path {
					t.Errorf("asked %s with %s", at, form.Encode())
				}
			})
		}
	}
}

func TestAProviderThatHangsGivesNoVerdict(t *testing.T) {
	hanging := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-hanging }))
	t.Cleanup(s.Close)
	t.Cleanup(func() { close(hanging) })
	v := New(config.Captcha{Provider: "hcaptcha", BaseURL: s.URL, Timeout: 50 * time.Millisecond})
	if got, err := v.Verify(t.Context(), "token", ""); err == nil || got.Human {
		t.Errorf("got %+v, %v, want no verdict", got, err)
	}
}
