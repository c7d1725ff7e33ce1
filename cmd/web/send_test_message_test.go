package main

import (
	"bytes"
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"phonelogin/models/phone"
	"phonelogin/providers"
	"phonelogin/providers/providertest"
)

// overTwilio returns development settings that send through tw.
func overTwilio(t *testing.T, tw *providertest.Twilio) []string {
	t.Helper()
	const key = "PHONELOGIN_AUTH_SMS_TWILIO_"
	c := tw.Config()
	return []string{
		"PHONELOGIN_SERVER_DATA_DIR=" + t.TempDir(), key + "ENABLED=true", key + "ACCOUNT_SID=" + c.AccountSID,
		key + "AUTH_TOKEN=" + c.AuthToken, key + "MESSAGE_SERVICE_SID=" + c.MessageServiceSID, key + "BASE_URL=" + c.BaseURL,
	}
}

func TestSendTestSendsOneMessageWithoutACode(t *testing.T) {
	tw := providertest.NewTwilio(t)
	code, out, errOut := call(t, overTwilio(t, tw), "send-test", "+4915112345678", "--channel", "whatsapp", "--provider", "twilio")
	if code != 0 || !strings.Contains(out, "twilio took the message to +49 … 78") || !strings.Contains(out, "SM") {
		t.Errorf("got exit code %d, %q and %q", code, out, errOut)
	}
	sent := tw.Messages()
	if len(sent) != 1 || sent[0].To != "whatsapp:+4915112345678" || sent[0].Body != "This is a test message of phonelogin." {
		t.Errorf("the carrier got %+v", sent)
	}
}

func TestSendTestTellsWhyNothingWasSent(t *testing.T) {
	tw := providertest.NewTwilio(t)
	env := overTwilio(t, tw)
	for _, test := range []struct {
		name   string
		answer providertest.Answer
		args   []string
		code   int
		want   string
	}{
		{"the account is refused", providertest.Refuse(401, 20003), []string{"+4915112345678"}, 2, "not sent to +49 … 78: bad_provider"},
		{"the carrier is down", providertest.Page(503), []string{"+4915112345678"}, 1, "temporary"},
		{"not a number", nil, []string{"12a"}, 2, "not a number in E.164: write it with +"},
		{"another provider", nil, []string{"+4915112345678", "--provider", "vonage"}, 2, "enabled are: twilio"},
		{"another channel", nil, []string{"+4915112345678", "--channel", "fax"}, 2, "--channel"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.answer != nil {
				tw.Fail(test.answer)
			}
			code, _, errOut := call(t, env, append([]string{"send-test"}, test.args...)...)
			if code != test.code || !strings.Contains(errOut, test.want) {
				t.Errorf("got exit code %d and %q, want %d and %q", code, errOut, test.code, test.want)
			}
		})
	}
}

func TestSendTestTellsThatAHookIsAskedForCodesOnly(t *testing.T) {
	env := []string{
		"PHONELOGIN_SERVER_DATA_DIR=" + t.TempDir(), "PHONELOGIN_AUTH_HOOK_SEND_SMS_ENABLED=true",
		"PHONELOGIN_AUTH_HOOK_SEND_SMS_URI=http://localhost:9/sms",
	}
	code, _, errOut := call(t, env, "send-test", "+4915112345678")
	if code != 2 || !strings.Contains(errOut, "auth.hook.send_sms sends here") {
		t.Errorf("got exit code %d and %q", code, errOut)
	}
}

// readiness is a provider that can be checked without sending.
type readiness struct {
	providers.Sender
	err error
}

func (r readiness) Ready(context.Context) error { return r.err }

func TestCheckAsksEveryProviderWhetherItIsReady(t *testing.T) {
	inbox := providers.NewInbox(nil)
	refused := &providers.Error{Kind: providers.BadProvider, Detail: "wrong token"}
	down := &providers.Error{Kind: providers.Temporary, Detail: "no connection"}
	for _, test := range []struct {
		name   string
		sender providers.Sender
		code   int
		want   string
	}{
		{"ready", readiness{inbox, nil}, 0, "provider inbox: ready"},
		{"refused", readiness{inbox, refused}, 2, "provider inbox: bad_provider: wrong token"},
		{"down", readiness{inbox, down}, 1, "provider inbox: temporary: no connection"},
		{"cannot be asked", inbox, 0, "provider inbox: cannot be asked"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var out bytes.Buffer
			err := checkProviders(t.Context(), &out, []providers.Sender{test.sender})
			if code := exitCode(&out, err); code != test.code || !strings.Contains(out.String(), test.want) {
				t.Errorf("got exit code %d and %q, want %d and %q", code, &out, test.code, test.want)
			}
		})
	}
}

// judge is a provider that makes its own codes.
type judge struct{ providers.Sender }

func (judge) CheckCode(context.Context, phone.Number, string) (bool, error) { return true, nil }

func TestTheRouterKnowsWhoMakesCodes(t *testing.T) {
	inbox := providers.NewInbox(nil)
	if got := checks([]providers.Sender{inbox}); len(got) > 0 {
		t.Errorf("the inbox makes no codes, got %d checks", len(got))
	}
	if got := checks([]providers.Sender{judge{inbox}}); got["inbox"] == nil {
		t.Error("the check of a provider that makes codes is missing")
	}
}

func TestDevelopmentSendsToPhonesOnlyWhereThatIsSet(t *testing.T) {
	for setting, want := range map[string]int{"false": 0, "true": 1} {
		tw := providertest.NewTwilio(t)
		out, stop := start(t, append(overTwilio(t, tw), "PHONELOGIN_AUTH_SMS_SEND_IN_DEVELOPMENT="+setting)...)
		base := address(t, out)
		askFor(t, base, out, "+4915112345678")
		if got := len(tw.Messages()); got != want {
			t.Errorf("send_in_development = %s: %d messages went out, want %d", setting, got, want)
		}
		if _, page := get(t, base+"/dev/inbox"); !strings.Contains(page, "phonelogin code") {
			t.Errorf("send_in_development = %s: the inbox is empty", setting)
		}
		stop()
	}
}

// askFor asks for a code through the JSON API.
func askFor(t *testing.T, base string, out *output, phone string) {
	t.Helper()
	key := regexp.MustCompile(`sb_publishable_\w+`).FindString(out.text())
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/auth/v1/otp", strings.NewReader(`{"phone":"`+phone+`"}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("apikey", key)
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close() // the status is all that is wanted
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("POST /otp: got %d:\n%s", answer.StatusCode, out.text())
	}
}
