package providers_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"phonelogin/config"
	"phonelogin/models/phone"
	"phonelogin/providers"
	"phonelogin/providers/providertest"
)

var _ providers.Sender = (*providers.Twilio)(nil)

const (
	to                  = "+15555550100"
	number phone.Number = "15555550100"
	code                = "493027"
	text                = "493027 is your Acme code. Don't share it.\n\n@login.example.com #493027"
)

func message(channel phone.Channel) providers.Message {
	return providers.Message{To: number, Channel: channel, Text: text, Code: code, Key: "challenge-1"}
}

func TestTwilioTakesAMessage(t *testing.T) {
	tests := []struct {
		name    string
		adapt   func(*config.Twilio)
		message providers.Message
		want    providertest.Sent
	}{
		{
			name:    "an SMS from a Messaging Service, last line and all", // proves C7
			message: message(phone.SMS),
			want:    providertest.Sent{To: to, ServiceSID: providertest.ServiceSID, Body: text},
		},
		{
			name:    "an SMS from a number",
			adapt:   func(cfg *config.Twilio) { cfg.MessageServiceSID = providertest.Number },
			message: message(phone.SMS),
			want:    providertest.Sent{To: to, From: providertest.Number, Body: text},
		},
		{
			name:    "WhatsApp from a Messaging Service",
			message: message(phone.WhatsApp),
			want:    providertest.Sent{To: "whatsapp:" + to, ServiceSID: providertest.ServiceSID, Body: text},
		},
		{
			name:    "WhatsApp from a number",
			adapt:   func(cfg *config.Twilio) { cfg.MessageServiceSID = providertest.Number },
			message: message(phone.WhatsApp),
			want:    providertest.Sent{To: "whatsapp:" + to, From: "whatsapp:" + providertest.Number, Body: text},
		},
		{
			name:    "WhatsApp by a content template",
			adapt:   func(cfg *config.Twilio) { cfg.ContentSID = providertest.ContentSID },
			message: message(phone.WhatsApp),
			want: providertest.Sent{
				To: "whatsapp:" + to, ServiceSID: providertest.ServiceSID,
				ContentSID: providertest.ContentSID, ContentVariables: `{"1":"493027"}`,
			},
		},
		{
			name:    "WhatsApp without a code for the template",
			adapt:   func(cfg *config.Twilio) { cfg.ContentSID = providertest.ContentSID },
			message: providers.Message{To: number, Channel: phone.WhatsApp, Text: "Your number was changed."},
			want: providertest.Sent{
				To: "whatsapp:" + to, ServiceSID: providertest.ServiceSID, Body: "Your number was changed.",
			},
		},
		{
			name:    "an SMS while WhatsApp has a template",
			adapt:   func(cfg *config.Twilio) { cfg.ContentSID = providertest.ContentSID },
			message: message(phone.SMS),
			want:    providertest.Sent{To: to, ServiceSID: providertest.ServiceSID, Body: text},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			carrier := providertest.NewTwilio(t)
			cfg := carrier.Config()
			if test.adapt != nil {
				test.adapt(&cfg)
			}
			receipt, err := providers.NewTwilio(cfg).Send(t.Context(), test.message)
			if err != nil {
				t.Fatal(err)
			}
			test.want.SID = receipt.ID
			if diff := cmp.Diff([]providertest.Sent{test.want}, carrier.Messages()); diff != "" {
				t.Errorf("messages at the carrier (-want +got):\n%s", diff)
			}
			if !strings.HasPrefix(receipt.ID, "SM") {
				t.Errorf("receipt: got %q, want the SID of a message", receipt.ID)
			}
		})
	}
}

func TestTwilioOffersWhatsAppWhereItIsEnabled(t *testing.T) {
	for _, enabled := range []bool{true, false} {
		want := []phone.Channel{phone.SMS}
		if enabled {
			want = append(want, phone.WhatsApp)
		}
		got := providers.NewTwilio(config.Twilio{EnableWhatsApp: enabled}).Channels()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("Channels() with EnableWhatsApp %v (-want +got):\n%s", enabled, diff)
		}
	}
}

func TestTwilioSendsNothingOnAChannelThatIsOff(t *testing.T) {
	carrier := providertest.NewTwilio(t)
	cfg := carrier.Config()
	cfg.EnableWhatsApp = false

	_, err := providers.NewTwilio(cfg).Send(t.Context(), message(phone.WhatsApp))
	if got := providers.KindOf(err); err == nil || got != providers.BadProvider {
		t.Errorf("Send: got %v, want %s", err, providers.BadProvider)
	}
	if got := len(carrier.Messages()); got != 0 {
		t.Errorf("the carrier got %d messages, want none", got)
	}
}

func TestTwilioKeepsThePathOfTheBaseURL(t *testing.T) {
	carrier := providertest.NewTwilio(t)
	cfg := carrier.Config()
	cfg.BaseURL += "/proxy"

	_, err := providers.NewTwilio(cfg).Send(t.Context(), message(phone.SMS))
	if err == nil || !strings.Contains(err.Error(), "status 404") {
		t.Errorf("Send: got %v, want the 404 of a path that the carrier does not know", err)
	}
}

func TestTwilioIsAskedForReportsAndWhetherItIsReady(t *testing.T) {
	tw := providertest.NewTwilio(t)
	sender := providers.NewTwilio(tw.Config())
	m := message(phone.SMS)
	m.ReportTo = "https://login.example.com/callbacks/twilio"
	if _, err := sender.Send(t.Context(), m); err != nil || tw.Messages()[0].StatusCallback != m.ReportTo {
		t.Errorf("got %v and %+v", err, tw.Messages())
	}
	if err := sender.Ready(t.Context()); err != nil {
		t.Errorf("ready: %v", err)
	}
	cfg := tw.Config()
	cfg.AuthToken = strings.Repeat("f", 32)
	if err := providers.NewTwilio(cfg).Ready(t.Context()); providers.KindOf(err) != providers.BadProvider {
		t.Errorf("with another token: got %v", err)
	}
}
