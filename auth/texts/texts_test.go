package texts

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"phonelogin/config"
	"phonelogin/locales"
	"phonelogin/models/phone"
)

// settingsOf returns usual settings with changes.
func settingsOf(change func(*config.SMS)) Settings {
	s := Settings{Language: "en"}
	if change != nil {
		change(&s.SMS)
	}
	return s
}

func write(t *testing.T, s Settings, r Variant, b Binding) string {
	t.Helper()
	texts, err := New(s)
	if err != nil {
		t.Fatal(err)
	}
	text, err := texts.Code(r, Values{Code: "493027", AppName: "Acme", SiteHost: "login.example.com"}, b)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestTheMostSpecificTextIsSent(t *testing.T) {
	general := func(c *config.SMS) { c.Template = "Code: {{ .Code }}" }
	german := func(c *config.SMS) {
		c.Template = "Code: {{ .Code }}"
		c.Templates = map[string]string{"de": "{{ .Code }} für {{ .AppName }} auf {{ .SiteHost }}\n"}
	}
	tests := []struct {
		name   string
		change func(*config.SMS)
		reader Variant
		want   string
	}{
		{"of the catalogue", nil, Variant{false, phone.SMS, "en"}, "493027 is your Acme code. Don't share it."},
		{"in no language", nil, Variant{false, phone.SMS, ""}, "493027 is your Acme code. Don't share it."},
		{"of the operator, whatever the language", general, Variant{false, phone.SMS, "de"}, "Code: 493027"},
		{"of the operator and language", german, Variant{false, phone.SMS, "de"}, "493027 für Acme auf login.example.com"},
		{"of another channel", german, Variant{false, phone.WhatsApp, "de"}, "Code: 493027"},
		{"of another language", german, Variant{false, phone.SMS, "en"}, "Code: 493027"},
	}
	for _, tt := range tests {
		if got := write(t, settingsOf(tt.change), tt.reader, Binding{}); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
	factor := settingsOf(german)
	factor.Factors.Template = "{{ .Code }} proves it"
	if got, want := write(t, factor, Variant{true, phone.SMS, "de"}, Binding{}), "493027 proves it"; got != want {
		t.Errorf("of a factor: got %q, want %q", got, want)
	}
}

// lastLine is the grammar of origin-bound one-time codes, with both hosts.
var lastLine = regexp.MustCompile(`\n@([a-z0-9.-]+) #([0-9]+)(?: %([a-z0-9.-]+))?$`)

// proves C7, C8
func TestTheLastLineIsForOneReader(t *testing.T) {
	tests := []struct {
		name    string
		binding Binding
		want    []string // host, code and embedded host of the last line; nil for no such line
	}{
		{"our page", Binding{Host: "login.example.com"}, []string{"login.example.com", "493027", ""}},
		{"our page in a frame", Binding{Host: "shop.example", Embedded: "login.example.com"}, []string{"shop.example", "493027", "login.example.com"}},
		{"nowhere", Binding{}, nil},
		{"an Android app", Binding{Host: "login.example.com", AndroidHash: "FA+9qCX9VSu"}, nil},
	}
	for _, tt := range tests {
		text := write(t, settingsOf(nil), Variant{false, phone.SMS, "en"}, tt.binding)
		found := lastLine.FindStringSubmatch(text)
		if found != nil {
			found = found[1:]
		}
		if strings.Join(found, " ") != strings.Join(tt.want, " ") {
			t.Errorf("%s: got %q in %q, want %q", tt.name, found, text, tt.want)
		}
		if hash := tt.binding.AndroidHash; !strings.HasSuffix(text, hash) {
			t.Errorf("%s: %q does not end with the hash", tt.name, text)
		}
		if len(text) > 140 {
			t.Errorf("%s: %d bytes are more than SMS Retriever reads", tt.name, len(text))
		}
	}
}

func TestANoticeSaysWhatHappenedInEveryLanguage(t *testing.T) {
	texts, err := New(settingsOf(nil))
	if err != nil {
		t.Fatal(err)
	}
	n := NumberChange{App: "Acme", Digits: "70", At: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), Link: "https://login.example.com/account/revert/x"}
	want := "Your Acme number was changed to one ending in 70 on 1 March 2026, 12:00 UTC from an unknown address. Not you? https://login.example.com/account/revert/x"
	if got := texts.NumberChanged("", n); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, l := range locales.Languages() {
		if got := texts.NumberChanged(l.Tag, n); !strings.Contains(got, "70") || !strings.Contains(got, n.Link) || strings.Contains(got, "{") {
			t.Errorf("%s: %q", l.Tag, got)
		}
	}
}

// proves C7 (its warnings)
func TestLongMessagesAndLateCodesAreRemarkedOn(t *testing.T) {
	everywhere := func(text string) func(*config.SMS) { return func(c *config.SMS) { c.Template = text } }
	tests := []struct {
		name, text, App string
		want            string // the beginning of the one remark; "" for none
	}{
		{"short", "{{ .Code }}", "Acme", ""},
		{"long", "{{ .Code }} " + strings.Repeat("x", 160), "Acme", "a code is billed as 2 messages in "},
		{"very long", "{{ .Code }} " + strings.Repeat("x", 400), "Acme", "a code is billed as 3 messages in "},
		{"late", strings.Repeat("x", 35) + "{{ .Code }}", "Acme", "a code is not in the first 40 characters of its message in "},
		{"long by the name of an app", "{{ .Code }} {{ .AppName }}" + strings.Repeat("x", 100), strings.Repeat("y", 30), "a code is billed as 2 messages in "},
	}
	for _, tt := range tests {
		texts, err := New(settingsOf(everywhere(tt.text)))
		if err != nil {
			t.Fatal(err)
		}
		remarks, err := texts.Check(6, []string{"Acme", tt.App}, "login.example.com")
		if err != nil || tt.want == "" && len(remarks) > 0 || tt.want != "" && (len(remarks) != 1 || !strings.HasPrefix(remarks[0], tt.want+"ar, ")) {
			t.Errorf("%s: got %q, %v, want %q", tt.name, remarks, err, tt.want)
		}
	}
}

func TestALanguageThatIsNotThereIsNoSetting(t *testing.T) {
	unusual := settingsOf(nil)
	unusual.Language = "tlh"
	for name, s := range map[string]Settings{
		"auth.default_language":       unusual,
		"auth.sms.templates":          settingsOf(func(c *config.SMS) { c.Templates = map[string]string{"xx": "{{ .Code }}"} }),
		"auth.sms.whatsapp_templates": settingsOf(func(c *config.SMS) { c.WhatsAppTemplates = map[string]string{"xx": "{{ .Code }}"} }),
	} {
		if _, err := New(s); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
