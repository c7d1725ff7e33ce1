package otp

import (
	"testing"

	"phonelogin/auth/texts"
	"phonelogin/config"
	"phonelogin/models"
	"phonelogin/models/phone"
)

// proves S25: what names the host of a message is how the operator set us up.
func TestTheHostOfAMessageIsTheOperators(t *testing.T) {
	cs := &Codes{maker: maker{sms: config.SMS{SiteHost: "www.example.com"}}, host: "login.example.com"}
	tests := []struct {
		name string
		c    models.Challenge
		want texts.Binding
	}{
		{"our pages", models.Challenge{Face: PagesFace(""), Channel: phone.SMS}, texts.Binding{Host: "login.example.com"}},
		{"our pages for an app", models.Challenge{Face: PagesFace("shop"), Channel: phone.SMS}, texts.Binding{Host: "login.example.com"}},
		{"the JSON API", models.Challenge{Face: APIFace(), Channel: phone.SMS}, texts.Binding{Host: "www.example.com"}},
		{"a factor", models.Challenge{Face: models.FactorFace("1"), Channel: phone.SMS}, texts.Binding{Host: "www.example.com"}},
		{"a frame", models.Challenge{Face: PagesFace(""), Channel: phone.SMS, EmbeddedIn: "shop.example"}, texts.Binding{Host: "shop.example", Embedded: "login.example.com"}},
		{"WhatsApp", models.Challenge{Face: PagesFace(""), Channel: phone.WhatsApp}, texts.Binding{}},
	}
	for _, tt := range tests {
		if got := cs.bindingOf(&tt.c); got != tt.want {
			t.Errorf("%s: got %+v, want %+v", tt.name, got, tt.want)
		}
	}
}
