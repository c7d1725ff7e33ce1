package otp

import (
	"testing"

	"phonelogin/auth/phone"
	"phonelogin/auth/texts"
	"phonelogin/config"
	"phonelogin/models"
)

// proves S25: what names the host of a message is how the operator set us up.
func TestTheHostOfAMessageIsTheOperators(t *testing.T) {
	cs := &Codes{maker: maker{sms: config.SMS{SiteHost: "www.example.com"}}, host: "login.example.com"}
	sms, whatsApp := string(phone.SMS), string(phone.WhatsApp)
	tests := []struct {
		name string
		c    models.Challenge
		want texts.Binding
	}{
		{"our pages", models.Challenge{Face: PagesFace(""), Channel: sms}, texts.Binding{Host: "login.example.com"}},
		{"our pages for an app", models.Challenge{Face: PagesFace("shop"), Channel: sms}, texts.Binding{Host: "login.example.com"}},
		{"the JSON API", models.Challenge{Face: APIFace(), Channel: sms}, texts.Binding{Host: "www.example.com"}},
		{"a factor", models.Challenge{Face: models.FactorFace("1"), Channel: sms}, texts.Binding{Host: "www.example.com"}},
		{"a frame", models.Challenge{Face: PagesFace(""), Channel: sms, EmbeddedIn: "shop.example"}, texts.Binding{Host: "shop.example", Embedded: "login.example.com"}},
		{"WhatsApp", models.Challenge{Face: PagesFace(""), Channel: whatsApp}, texts.Binding{}},
	}
	for _, tt := range tests {
		if got := cs.bindingOf(&tt.c); got != tt.want {
			t.Errorf("%s: got %+v, want %+v", tt.name, got, tt.want)
		}
	}
}
