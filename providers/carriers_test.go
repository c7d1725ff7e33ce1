package providers_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"phonelogin/config"
	"phonelogin/models/phone"
	"phonelogin/providers"
	"phonelogin/providers/providertest"
)

const secretKey = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqr"

// subject is a client and its simulator.
type subject struct {
	carrier *providertest.Carrier
	sender  providers.Sender
	wants   map[string]string // the form of a message
	path    string
	receipt providers.Receipt
	fails   []failure
}

type failure struct {
	name   string
	answer http.HandlerFunc
	want   providers.Kind
}

const soon = time.Second

const bodyText = "123456 is your Acme code."

func codeMessage() providers.Message {
	return providers.Message{To: "4915112345678", Channel: phone.SMS, Text: bodyText, Code: "123456", Key: "c1-1", Language: "de", ReportTo: "https://login.example.com/callbacks/x"}
}

func subjects(t *testing.T) map[string]subject {
	t.Helper()
	verify, bird, vonage, local, own := providertest.NewTwilioVerify(t), providertest.NewMessageBird(t), providertest.NewVonage(t), providertest.NewTextlocal(t), providertest.NewServer(t)
	mine, err := providers.NewHTTP(config.HTTPSender{URL: own.URL + "/send", Secrets: "v1,whsec_" + secretKey, Timeout: soon}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	says := providertest.RespondJSON
	return map[string]subject{
		"twilio_verify": {
			carrier: verify,
			sender: providers.NewTwilioVerify(config.TwilioVerify{AccountSID: providertest.AccountSID, AuthToken: providertest.AuthToken,
				MessageServiceSID: providertest.VerifySID, BaseURL: verify.URL, Timeout: soon, EnableWhatsApp: true}),
			path:    "/v2/Services/" + providertest.VerifySID + "/Verifications",
			wants:   map[string]string{"To": "+4915112345678", "Channel": "sms", "Locale": "de"},
			receipt: providers.Receipt{ID: "VE1"},
			fails: []failure{
				{"bad credentials", says(401, `{"code":20003,"status":401}`), providers.BadProvider},
				{"no such service", says(404, `{"code":20404}`), providers.BadProvider},
				{"no number", says(400, `{"code":60200}`), providers.BadNumber},
				{"a landline", says(403, `{"code":60205}`), providers.BadNumber},
				{"blocked for fraud", says(403, `{"code":60410}`), providers.NotReached},
				{"five messages in ten minutes", says(429, `{"code":60203}`), providers.NumberLimit},
				{"throttled", says(429, `{"code":20429}`), providers.Temporary},
				{"opted out", says(400, `{"code":21610}`), providers.OptedOut},
				{"success with a failure inside", says(201, `{"sid":"VE1","status":"canceled"}`), providers.NotReached},
			},
		},
		"messagebird": {
			carrier: bird,
			sender:  providers.NewMessageBird(config.MessageBird{Originator: "Acme", AccessKey: providertest.APIKey, SigningKey: "k", BaseURL: bird.URL, Timeout: soon}, time.Now),
			path:    "/messages",
			wants: map[string]string{"originator": "Acme", "recipients": "4915112345678", "body": bodyText, "type": "sms", "datacoding": "plain",
				"reportUrl": "https://login.example.com/callbacks/x", "reference": "c1-1"},
			receipt: providers.Receipt{ID: "mb1", Segments: 1, Price: "0.045", Currency: "EUR"},
			fails: []failure{
				{"bad credentials", says(401, `{"errors":[{"code":2,"parameter":"access_key"}]}`), providers.BadProvider},
				{"no number", says(422, `{"errors":[{"code":9,"parameter":"recipients"}]}`), providers.BadNumber},
				{"no sender", says(422, `{"errors":[{"code":10,"parameter":"originator"}]}`), providers.BadProvider},
				{"no text", says(422, `{"errors":[{"code":10,"parameter":"body"}]}`), providers.BadMessage},
				{"no balance for the recipient", says(402, `{"errors":[{"code":25,"parameter":"recipients"}]}`), providers.BadProvider},
				{"no balance", says(402, `{"errors":[{"code":25}]}`), providers.BadProvider},
				{"internal", says(500, `{"errors":[{"code":99}]}`), providers.Temporary},
				{"an empty list of errors", says(400, `{"errors":[]}`), providers.BadProvider},
				{"too many to the number", says(429, `{"errors":[{"code":104}]}`), providers.NumberLimit},
				{"success, sent to nobody", says(201, `{"id":"mb1","recipients":{"totalSentCount":0}}`), providers.NotReached},
			},
		},
		"vonage": {
			carrier: vonage,
			sender: providers.NewVonage(config.Vonage{From: "Acme", APIKey: providertest.APIKey, APISecret: providertest.APISecret,
				SignatureSecret: "s", SignatureMethod: "sha256", BaseURL: vonage.URL, Timeout: soon}),
			path: "/sms/json",
			wants: map[string]string{"from": "Acme", "to": "4915112345678", "text": bodyText, "api_key": providertest.APIKey, "api_secret": providertest.APISecret,
				"callback": "https://login.example.com/callbacks/x", "client-ref": "c1-1"},
			receipt: providers.Receipt{ID: "vo1", Segments: 1, Price: "0.0333", Currency: "EUR"},
			fails: []failure{
				{"throttled", says(200, providertest.VonageRefuses(1)), providers.Temporary},
				{"a wrong parameter", says(200, providertest.VonageRefuses(3)), providers.NotReached},
				{"bad credentials", says(200, providertest.VonageRefuses(4)), providers.BadProvider},
				{"internal", says(200, providertest.VonageRefuses(5)), providers.Temporary},
				{"no route", says(200, providertest.VonageRefuses(6)), providers.NotReached},
				{"barred", says(200, providertest.VonageRefuses(7)), providers.NotReached},
				{"no balance", says(200, providertest.VonageRefuses(9)), providers.BadProvider},
				{"the second part refused", says(200, `{"messages":[{"status":"0","message-id":"a"},{"status":"9"}]}`), providers.BadProvider},
				{"no message at all", says(200, `{"messages":[]}`), providers.Temporary},
			},
		},
		"textlocal": {
			carrier: local,
			sender:  providers.NewTextlocal(config.Textlocal{Sender: "ACME", APIKey: providertest.APIKey, BaseURL: local.URL, Timeout: soon}),
			path:    "/send",
			wants:   map[string]string{"sender": "ACME", "numbers": "4915112345678", "message": bodyText, "apikey": providertest.APIKey},
			receipt: providers.Receipt{ID: "tl1", Segments: 1},
			fails: []failure{
				{"bad credentials", says(200, providertest.TextlocalRefuses(3, bodyText)), providers.BadProvider},
				{"no credit", says(200, providertest.TextlocalRefuses(7, bodyText)), providers.BadProvider},
				{"no number", says(200, providertest.TextlocalRefuses(32, bodyText)), providers.BadNumber},
				{"no valid number", says(200, providertest.TextlocalRefuses(51, bodyText)), providers.BadNumber},
				{"no such template", says(200, providertest.TextlocalRefuses(80, bodyText)), providers.BadMessage},
				{"at night", says(200, providertest.TextlocalRefuses(192, bodyText)), providers.Temporary},
				{"a failure without errors", says(200, `{"status":"failure"}`), providers.Temporary},
			},
		},
		"http": {
			carrier: own, sender: mine, path: "/send",
			receipt: providers.Receipt{ID: "own1", Price: "0.01", Currency: "USD"},
			fails: []failure{
				{"a bad number", says(422, `{"error":{"kind":"bad_number","message":"+4915112345678"}}`), providers.BadNumber},
				{"opted out", says(200, `{"error":{"kind":"opted_out"}}`), providers.OptedOut},
				{"an unknown kind", says(200, `{"error":{"kind":"sad"}}`), providers.BadProvider},
				{"a finer reason", says(200, `{"error":{"kind":"unreachable","code":"17"}}`), providers.NotReached},
				{"not found", says(404, ``), providers.BadProvider},
			},
		},
	}
}

func TestEachCarrierGetsWhatItsAPIDescribes(t *testing.T) {
	for name, s := range subjects(t) {
		t.Run(name, func(t *testing.T) {
			receipt, err := s.sender.Send(t.Context(), codeMessage())
			if err != nil || receipt != s.receipt {
				t.Fatalf("got %+v, %v, want %+v", receipt, err, s.receipt)
			}
			heard := s.carrier.Requests()
			if len(heard) != 1 || heard[0].Method != "POST" || heard[0].Path != s.path {
				t.Fatalf("heard %+v, want one POST to %s", heard, s.path)
			}
			if s.wants != nil && !heard[0].Has(s.wants) {
				t.Errorf("heard %v, want %v", heard[0].Form, s.wants)
			}
			if s.sender.Name() != name {
				t.Errorf("it is called %q", s.sender.Name())
			}
		})
	}
}

// Each failure has a meaning, and its text quotes neither number nor message nor
// code (S9).
func TestEachFailureOfEachCarrierHasAMeaning(t *testing.T) {
	for name, s := range subjects(t) {
		everywhere := []failure{
			{"server error", providertest.RespondJSON(500, `{}`), providers.Temporary},
			{"bad gateway, as HTML", providertest.RespondJSON(502, `<html>123456</html>`), providers.Temporary},
			{"throttled without a body", providertest.RespondJSON(429, ``, "Retry-After", "7"), providers.Temporary},
			{"success that is HTML", providertest.RespondJSON(200, `<html>ok</html>`), providers.Temporary},
			{"success cut off", providertest.BreaksOff(), providers.Temporary},
			{"a redirect", providertest.RespondJSON(307, ``, "Location", "/elsewhere"), providers.BadProvider},
			{"silence", providertest.Hangs(), providers.Temporary},
		}
		for _, f := range append(everywhere, s.fails...) {
			t.Run(name+": "+f.name, func(t *testing.T) {
				s.carrier.Next(f.answer)
				_, err := s.sender.Send(t.Context(), codeMessage())
				var e *providers.Error
				if !errors.As(err, &e) || e.Kind != f.want {
					t.Fatalf("got %v, want %s", err, f.want)
				}
				for _, secret := range []string{"123456", "4915112345678", providertest.APIKey, providertest.AuthToken} {
					if strings.Contains(e.Explained(), secret) {
						t.Errorf("the error quotes %q: %s", secret, e.Explained())
					}
				}
				unsure := f.name == "silence" || strings.HasPrefix(f.name, "success that") || f.name == "success cut off" ||
					f.name == "no message at all" || f.name == "the second part refused"
				if e.Unsure != unsure {
					t.Errorf("unsure is %v: %v", e.Unsure, e)
				}
				if wait := 7 * time.Second; f.name == "throttled without a body" && e.RetryAfter != wait {
					t.Errorf("to be left alone for %v, want %v", e.RetryAfter, wait)
				}
			})
		}
	}
}

func TestNothingIsSentOnAChannelThatACarrierLacks(t *testing.T) {
	for name, s := range subjects(t) {
		m := codeMessage()
		m.Channel = "pigeon"
		_, err := s.sender.Send(t.Context(), m)
		if providers.KindOf(err) != providers.BadProvider || len(s.carrier.Requests()) != 0 {
			t.Errorf("%s: got %v and %d requests", name, err, len(s.carrier.Requests()))
		}
	}
}

func TestACarrierIsAskedWhetherItIsReady(t *testing.T) {
	for name, s := range subjects(t) {
		asked, ok := s.sender.(interface {
			Ready(ctx context.Context) error
		})
		if !ok {
			if name != "http" { // which nobody can ask without sending
				t.Errorf("%s cannot be asked", name)
			}
			continue
		}
		if err := asked.Ready(t.Context()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		refused := providertest.RespondJSON(401, `{"code":20003,"errors":[{"code":2}]}`)
		if name == "textlocal" {
			refused = providertest.RespondJSON(200, providertest.TextlocalRefuses(3, ""))
		}
		s.carrier.Next(refused)
		if err := asked.Ready(t.Context()); providers.KindOf(err) != providers.BadProvider {
			t.Errorf("%s with bad credentials: got %v", name, err)
		}
	}
}

// Standard Webhooks: the library of the standard accepts what we sign.
func TestAServerCanTellThatAMessageIsOurs(t *testing.T) {
	s := subjects(t)["http"]
	if _, err := s.sender.Send(t.Context(), codeMessage()); err != nil {
		t.Fatal(err)
	}
	heard := s.carrier.Requests()[0]
	wh, err := standardwebhooks.NewWebhook(secretKey)
	if err != nil {
		t.Fatal(err)
	}
	if err := wh.Verify([]byte(heard.Body), heard.Header); err != nil {
		t.Errorf("the signature: %v", err)
	}
	want := `{"id":"c1-1","to":"+4915112345678","channel":"sms","text":"` + bodyText + `","code":"123456","language":"de"}`
	if heard.Body != want {
		t.Errorf("got %s, want %s", heard.Body, want)
	}
}

func TestWideTextsAreSentAsSuch(t *testing.T) {
	all := subjects(t)
	m := codeMessage()
	m.Text = "Ваш код 123456"
	for name, field := range map[string][2]string{"messagebird": {"datacoding", "unicode"}, "vonage": {"type", "unicode"}, "textlocal": {"unicode", "true"}} {
		if _, err := all[name].sender.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
		if got := all[name].carrier.Requests()[0].Form.Get(field[0]); got != field[1] {
			t.Errorf("%s: %s is %q, want %q", name, field[0], got, field[1])
		}
	}
}

// proves S12: Twilio's answers about codes, certain and uncertain ones.
func TestTwilioVerifyChecksCodes(t *testing.T) {
	s := subjects(t)["twilio_verify"]
	verify, ok := s.sender.(*providers.TwilioVerify)
	if !ok {
		t.Fatal("no Twilio Verify")
	}
	for _, test := range []struct {
		name   string
		answer http.HandlerFunc
		code   string
		right  bool
		kind   providers.Kind
	}{
		{"the code", nil, "424242", true, ""},
		{"another", nil, "111111", false, ""},
		{"nothing under way", providertest.RespondJSON(404, `{"code":20404}`), "424242", false, ""},
		{"five checks", providertest.RespondJSON(429, `{"code":60202}`), "424242", false, ""},
		{"approved but not valid", providertest.RespondJSON(200, `{"status":"approved","valid":false}`), "424242", false, ""},
		{"bad credentials", providertest.RespondJSON(401, `{"code":20003}`), "424242", false, providers.BadProvider},
		{"down", providertest.RespondJSON(503, ``), "424242", false, providers.Temporary},
		{"HTML", providertest.RespondJSON(200, `<html>`), "424242", false, providers.Temporary},
		{"silence", providertest.Hangs(), "424242", false, providers.Temporary},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.answer != nil {
				s.carrier.Next(test.answer)
			}
			right, err := verify.CheckCode(t.Context(), "4915112345678", test.code)
			if right != test.right || (err != nil) != (test.kind != "") || err != nil && providers.KindOf(err) != test.kind {
				t.Errorf("got %v, %v, want %v, %s", right, err, test.right, test.kind)
			}
		})
	}
}
