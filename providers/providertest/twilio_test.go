package providertest_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"phonelogin/providers/providertest"
)

func TestTwilioRefusesWhatTheAPIRefuses(t *testing.T) {
	const messages = "/2010-04-01/Accounts/" + providertest.AccountSID + "/Messages.json"
	form := func(change string, values ...string) url.Values {
		v := url.Values{"To": {"+15555550100"}, "From": {providertest.Number}, "Body": {"Hello"}}
		v.Del(change)
		if len(values) > 0 {
			v[change] = values
		}
		return v
	}
	tests := []struct {
		name       string
		path       string
		token      string
		form       url.Values
		wantStatus int
		wantCode   int
	}{
		{"another path", "/2010-04-01/Messages.json", providertest.AuthToken, form(""), 404, 20404},
		{"an account that is none", "/2010-04-01/Accounts/AC1/Messages.json", providertest.AuthToken, form(""), 404, 20404},
		{"another token", messages, "guessed", form(""), 401, 20003},
		{"no To", messages, providertest.AuthToken, form("To"), 400, 21604},
		{"To without plus", messages, providertest.AuthToken, form("To", "15555550100"), 400, 21211},
		{"no sender", messages, providertest.AuthToken, form("From"), 400, 21603},
		{"a service as From", messages, providertest.AuthToken, form("From", providertest.ServiceSID), 400, 21212},
		{"WhatsApp from a plain number", messages, providertest.AuthToken, form("To", "whatsapp:+15555550100"), 400, 21612},
		{"a service that is none", messages, providertest.AuthToken, form("MessagingServiceSid", "MG1"), 400, 21705},
		{"no Body", messages, providertest.AuthToken, form("Body"), 400, 21602},
		{"a long Body", messages, providertest.AuthToken, form("Body", strings.Repeat("a", 1601)), 400, 21617},
		{"a template that is none", messages, providertest.AuthToken, form("ContentSid", "HX1"), 400, 21655},
		{"variables that are no JSON", messages, providertest.AuthToken, form("ContentVariables", "1=2"), 400, 21656},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			carrier := providertest.NewTwilio(t)
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, carrier.URL+test.path, strings.NewReader(test.form.Encode()))
			if err != nil {
				t.Fatal(err)
			}
			r.SetBasicAuth(providertest.AccountSID, test.token)
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			res, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = res.Body.Close() }()

			var body struct{ Code int }
			if err := json.NewDecoder(res.Body).Decode(&body); err != nil {
				t.Fatal(err)
			}
			if res.StatusCode != test.wantStatus || body.Code != test.wantCode {
				t.Errorf("got %d with code %d, want %d with %d", res.StatusCode, body.Code, test.wantStatus, test.wantCode)
			}
			if got := len(carrier.Messages()); got != 0 {
				t.Errorf("the carrier took %d messages, want none", got)
			}
		})
	}
}
