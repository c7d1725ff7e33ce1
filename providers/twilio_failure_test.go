package providers_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"phonelogin/config"
	"phonelogin/models/phone"
	"phonelogin/providers"
	"phonelogin/providers/providertest"
)

// proves S9, S27: each failure has its meaning, and none repeats the message.
func TestTwilioTellsWhatAFailureMeans(t *testing.T) {
	fails := func(reason providers.Reason, code, detail string) providers.Error {
		return providers.Error{Kind: reason.Kind(), Reason: reason, Code: code, Detail: "twilio: " + detail}
	}
	unsure := func(e providers.Error) providers.Error {
		e.Unsure = true
		return e
	}
	tooFast := fails(providers.RateLimited, "20429", "status 429, code 20429")
	tooFast.RetryAfter = 30 * time.Second
	refuse := providertest.Refuse
	tests := []struct {
		name   string
		answer providertest.Answer
		want   providers.Error
	}{
		{"no such number", refuse(400, 21211), fails(providers.InvalidNumber, "21211", "status 400, code 21211")},
		{"region not enabled", refuse(400, 21408), fails(providers.RegionNotEnabled, "21408", "status 400, code 21408")},
		{"opted out", refuse(400, 21610), fails(providers.Reason(providers.OptedOut), "21610", "status 400, code 21610")},
		{"landline", refuse(400, 21614), fails(providers.Landline, "21614", "status 400, code 21614")},
		{"not on WhatsApp", refuse(400, 63003), fails(providers.NotOnWhatsApp, "63003", "status 400, code 63003")},
		{"wrong token", refuse(401, 20003), fails(providers.BadCredentials, "20003", "status 401, code 20003")},
		{"no such account", refuse(404, 20404), fails(providers.BadRequest, "20404", "status 404, code 20404")},
		{"forbidden, no code", refuse(403, 0), fails(providers.Reason(providers.BadProvider), "", "status 403, code 0")},
		{"sender without SMS", refuse(400, 21606), fails(providers.SenderNotAllowed, "21606", "status 400, code 21606")},
		{"service without senders", refuse(400, 21703), fails(providers.SenderNotAllowed, "21703", "status 400, code 21703")},
		{"a code nobody knows", refuse(400, 99999), fails(providers.Reason(providers.BadProvider), "99999", "status 400, code 99999")},
		{"too fast", providertest.TooMany(30 * time.Second), tooFast},
		{"too fast, as HTML", providertest.Page(429), fails(providers.Busy, "", "status 429, code 0")},
		{"their clock ran out", refuse(408, 0), fails(providers.ProviderDown, "", "status 408, code 0")},
		{"broken over there", refuse(500, 20500), fails(providers.ProviderDown, "20500", "status 500, code 20500")},
		{"HTML of a gateway", providertest.Page(503), fails(providers.ProviderDown, "", "status 503, code 0")},
		{"a gateway gave up", providertest.Page(504), unsure(fails(providers.ProviderDown, "", "status 504, code 0"))},
		{"failed, integer code", providertest.Undelivered("failed", 30006), fails(providers.Landline, "30006", "status 201, message failed, code 30006")},
		{"failed, string code", providertest.Undelivered("failed", "30002"), fails(providers.AccountSuspended, "30002", "status 201, message failed, code 30002")},
		{"undelivered, no code", providertest.Undelivered("undelivered", nil), fails(providers.Reason(providers.NotReached), "", "status 201, message undelivered, code 0")},
		{"taken, in broken JSON", providertest.BrokenJSON(), unsure(fails(providers.NoAnswer, "", "status 201, unreadable answer"))},
		{"taken, in HTML", providertest.Page(200), unsure(fails(providers.NoAnswer, "", "status 200, unreadable answer"))},
		{"taken, without end", providertest.Endless(), unsure(fails(providers.NoAnswer, "", "status 201, unreadable answer"))},
		{"dropped", providertest.Drop(), unsure(fails(providers.NoAnswer, "", "connection lost before an answer"))},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			carrier := providertest.NewTwilio(t)
			carrier.Fail(test.answer)
			sendFails(t, carrier.Config(), t.Context(), test.want)
			if got := len(carrier.Messages()); got != 0 {
				t.Errorf("the message was sent %d times more", got)
			}
		})
	}
}

// proves S27
func TestTwilioNeverOutlivesItsTime(t *testing.T) {
	late := providers.Error{Kind: providers.Temporary, Reason: providers.NoAnswer, Detail: "twilio: no answer in time", Unsure: true}

	t.Run("of the setting", func(t *testing.T) {
		carrier := providertest.NewTwilio(t)
		carrier.Fail(providertest.Hang())
		cfg := carrier.Config()
		cfg.Timeout = 200 * time.Millisecond
		sendFails(t, cfg, t.Context(), late)
	})
	t.Run("of the request", func(t *testing.T) {
		carrier := providertest.NewTwilio(t)
		carrier.Fail(providertest.Hang())
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		defer cancel()
		sendFails(t, carrier.Config(), ctx, late)
	})
	t.Run("of the person who left", func(t *testing.T) {
		carrier := providertest.NewTwilio(t)
		carrier.Fail(providertest.Hang())
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(200*time.Millisecond, cancel)
		sendFails(t, carrier.Config(), ctx, providers.Error{
			Kind: providers.Temporary, Reason: providers.NoAnswer, Detail: "twilio: given up before an answer", Unsure: true,
		})
	})
}

func TestTwilioIsSureThatNothingWasSentWithoutAConnection(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	cfg := providertest.NewTwilio(t).Config()
	cfg.BaseURL = "http://" + address
	sendFails(t, cfg, t.Context(), providers.Error{
		Kind:   providers.Temporary,
		Reason: providers.NoAnswer,
		Detail: "twilio: no connection: dial tcp " + address + ": connect: connection refused",
	})
}

func TestTwilioSaysThatTheTokenCannotBeOne(t *testing.T) {
	cfg := providertest.NewTwilio(t).Config()
	cfg.AuthToken = "to ken"
	sendFails(t, cfg, t.Context(), providers.Error{
		Kind: providers.BadProvider, Reason: providers.BadCredentials, Code: "21224", Detail: "twilio: not sent, code 21224",
	})
}

func TestTwilioFollowsNoRedirect(t *testing.T) {
	elsewhere := providertest.NewTwilio(t)
	carrier := providertest.NewTwilio(t)
	carrier.Fail(providertest.Redirect(elsewhere.URL + "/2010-04-01/Accounts/" + providertest.AccountSID + "/Messages.json"))
	sendFails(t, carrier.Config(), t.Context(), providers.Error{
		Kind: providers.BadProvider, Reason: providers.Reason(providers.BadProvider), Detail: "twilio: status 307, code 0",
	})
	if got := len(elsewhere.Messages()); got != 0 {
		t.Errorf("the other address got %d messages, want none", got)
	}
}

func TestTwilioSendsAgainAfterAFailure(t *testing.T) {
	carrier := providertest.NewTwilio(t)
	carrier.Fail(providertest.Page(http.StatusBadGateway), providertest.Drop())
	sender := providers.NewTwilio(carrier.Config())
	for range 2 {
		if _, err := sender.Send(t.Context(), message(phone.SMS)); err == nil {
			t.Fatal("Send: got no error")
		}
	}
	if _, err := sender.Send(t.Context(), message(phone.SMS)); err != nil {
		t.Errorf("Send after two failures: %v", err)
	}
}

// sendFails sends one SMS and expects the failure, whose text quotes nothing of the
// message.
func sendFails(t *testing.T, cfg config.Twilio, ctx context.Context, want providers.Error) {
	t.Helper()
	_, err := providers.NewTwilio(cfg).Send(ctx, message(phone.SMS))
	var got *providers.Error
	if !errors.As(err, &got) {
		t.Fatalf("Send: got %v, want an *Error", err)
	}
	if diff := cmp.Diff(want, *got, cmpopts.IgnoreFields(*got, "CarrierText")); diff != "" {
		t.Errorf("Send (-want +got):\n%s", diff)
	}
	if strings.Contains(err.Error(), "Acme") {
		t.Errorf("the error repeats the message: %v", err)
	}
	for _, secret := range []string{to, to[1:], code, cfg.AuthToken, cfg.AccountSID} {
		if strings.Contains(got.Explained(), secret) {
			t.Errorf("the error repeats %q: %s", secret, got.Explained())
		}
	}
}
