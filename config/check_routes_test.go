package config

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRoutesAreReadFromTheFileAndPrinted(t *testing.T) {
	path := filepath.Join(t.TempDir(), "phonelogin.toml")
	text := `
[[auth.sms.routes]]
countries = ["US"]
prefixes = ["+1242"]
channel = "sms"
providers = ["twilio"]

[[auth.sms.routes]]
providers = ["twilio"]
`
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Load(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := []Route{
		{Countries: []string{"US"}, Prefixes: []string{"+1242"}, Channel: "sms", Providers: []string{"twilio"}},
		{Providers: []string{"twilio"}},
	}
	if diff := cmp.Diff(want, c.Auth.SMS.Routes); diff != "" {
		t.Errorf("Routes (-want +got):\n%s", diff)
	}
	var printed strings.Builder
	if err := c.Print(&printed); err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(printed.String(), "[[auth.sms.routes]]"); got != 2 {
		t.Errorf("%d routes are printed, want 2:\n%s", got, &printed)
	}
}

func TestRoutesAreSetInTheFileOnly(t *testing.T) {
	_, err := Load("", []string{"PHONELOGIN_AUTH_SMS_ROUTES=twilio"})
	if err == nil || !strings.Contains(err.Error(), "only in the file") {
		t.Errorf("got %v, want a problem with the variable", err)
	}
}

func TestRoutesThatCannotWorkAreRefused(t *testing.T) {
	all := Route{Providers: []string{"twilio"}}
	for _, test := range []struct {
		name   string
		change func(*SMS)
		want   string // the beginning of the only problem
	}{
		{"an unknown provider", func(s *SMS) { s.Routes = []Route{{Providers: []string{"nobody"}}} }, `auth.sms.routes.0.providers.0: "nobody" is none of`},
		{"one that is off", func(s *SMS) { s.Routes = []Route{{Providers: []string{"twilio", "vonage"}}} }, "auth.sms.routes.0.providers.1: vonage is not enabled"},
		{"one twice", func(s *SMS) { s.Routes = []Route{{Providers: []string{"twilio", "twilio"}}} }, "auth.sms.routes.0.providers.1: twilio is named twice"},
		{"no provider", func(s *SMS) { s.Routes = []Route{{}} }, "auth.sms.routes.0.providers:"},
		{"no default", func(s *SMS) { s.Routes = []Route{{Countries: []string{"US"}, Providers: all.Providers}} }, "auth.sms.routes: one route must be"},
		{"a default for WhatsApp alone", func(s *SMS) { s.Routes = []Route{{Channel: "whatsapp", Providers: all.Providers}} }, "auth.sms.routes: one route must be"},
		{"a country's name", func(s *SMS) { s.Routes = []Route{all, {Countries: []string{"Usa"}, Providers: all.Providers}} }, "auth.sms.routes.1.countries.0:"},
		{"a prefix without plus", func(s *SMS) { s.Routes = []Route{all, {Prefixes: []string{"1242"}, Providers: all.Providers}} }, "auth.sms.routes.1.prefixes.0:"},
		{"another channel", func(s *SMS) { s.Routes = []Route{all, {Channel: "fax", Providers: all.Providers}} }, "auth.sms.routes.1.channel:"},
		{"a budget longer than a request", func(s *SMS) { s.SendBudget = 10e9 }, "auth.sms.send_budget:"},
		{"no budget", func(s *SMS) { s.SendBudget = 0 }, "auth.sms.send_budget:"},
		{"no places", func(s *SMS) { s.MaxInFlight = 0 }, "auth.sms.max_in_flight:"},
		{"no failures", func(s *SMS) { s.BreakerFailures = 0 }, "auth.sms.breaker_failures:"},
		{"no pause", func(s *SMS) { s.BreakerPause = 0 }, "auth.sms.breaker_pause:"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := ready(t)
			test.change(&c.Auth.SMS)
			var got Problems
			if err := c.Check(readers()); !errors.As(err, &got) || len(got) != 1 || !strings.HasPrefix(got[0], test.want) {
				t.Errorf("got %q, want one problem that begins with %q", err, test.want)
			}
		})
	}
}
