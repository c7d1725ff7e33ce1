package auth

import (
	"testing"

	"phonelogin/auth/texts"
	"phonelogin/config"
)

// proves S25: what names the host of a message is how the operator set us up.
func TestTheHostOfAMessageIsTheOperators(t *testing.T) {
	s := &Service{host: "login.example.com", rules: config.Auth{SMS: config.SMS{SiteHost: "www.example.com"}}}
	tests := []struct {
		name string
		r    Request
		want texts.Binding
	}{
		{"our pages", Request{Face: PagesFace, Channel: SMS}, texts.Binding{Host: "login.example.com"}},
		{"our pages for an app", Request{Face: PagesFace + ":shop", Channel: SMS}, texts.Binding{Host: "login.example.com"}},
		{"the JSON API", Request{Face: APIFace, Channel: SMS}, texts.Binding{Host: "www.example.com"}},
		{"a factor", Request{Face: FactorFace + "1", Channel: SMS}, texts.Binding{Host: "www.example.com"}},
		{"a frame", Request{Face: PagesFace, Channel: SMS, EmbeddedIn: "shop.example"}, texts.Binding{Host: "shop.example", Embedded: "login.example.com"}},
		{"WhatsApp", Request{Face: PagesFace, Channel: WhatsApp}, texts.Binding{}},
	}
	for _, tt := range tests {
		if got := s.bindingOf(tt.r); got != tt.want {
			t.Errorf("%s: got %+v, want %+v", tt.name, got, tt.want)
		}
	}
}
