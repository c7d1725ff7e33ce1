package texts

import (
	"cmp"
	"fmt"
	"strings"
	"text/template"
	"time"

	"phonelogin/config"
	"phonelogin/locales"
	"phonelogin/models/phone"
)

// Texts writes the texts of messages, from the configuration and the catalogues and
// never from a request (S25, S26).
type Texts struct {
	general         *template.Template // auth.sms.template; nil if not set
	factor          *template.Template // auth.mfa.phone.template; nil if not set
	custom          map[phone.Channel]map[string]*template.Template
	DefaultLanguage string // for people whose language is unknown
}

// Settings are the settings of messages.
type Settings struct {
	Language string          // for people whose language is unknown
	SMS      config.SMS      // its templates
	Factors  config.MFAPhone // its template
}

// New parses the templates. The error is an unusable template, or a language
// without texts.
func New(s Settings) (*Texts, error) {
	t := &Texts{custom: map[phone.Channel]map[string]*template.Template{}, DefaultLanguage: s.Language}
	if !locales.Has(t.DefaultLanguage) {
		return nil, noLanguage("auth.default_language", t.DefaultLanguage)
	}
	var err error
	if t.general, err = parseText("auth.sms.template", s.SMS.Template); err != nil {
		return nil, err
	}
	if t.factor, err = parseText("auth.mfa.phone.template", s.Factors.Template); err != nil {
		return nil, err
	}
	if t.custom[phone.SMS], err = parseTexts("auth.sms.templates", s.SMS.Templates); err != nil {
		return nil, err
	}
	t.custom[phone.WhatsApp], err = parseTexts("auth.sms.whatsapp_templates", s.SMS.WhatsAppTemplates)
	return t, err
}

func noLanguage(key, tag string) error {
	return fmt.Errorf("%s: there are no texts in the language %q: see docs/languages.md", key, tag)
}

// parseText reads a template; nil for "".
func parseText(key, source string) (*template.Template, error) {
	if source == "" {
		return nil, nil
	}
	t, err := template.New(key).Option("missingkey=error").Parse(source)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", key, err)
	}
	return t, nil
}

func parseTexts(key string, sources map[string]string) (map[string]*template.Template, error) {
	all := map[string]*template.Template{}
	for lang, source := range sources {
		if !locales.Has(lang) {
			return nil, noLanguage(key, lang)
		}
		var err error
		if all[lang], err = parseText(key+"."+lang, source); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Variant selects a message: its use, channel and language, "" for the default one.
type Variant struct {
	Factor   bool // the code is for a second factor
	Channel  phone.Channel
	Language string
}

type Values struct{ Code, AppName, SiteHost string }

// Code writes a message with a code. Its last line is for browsers or phones.
func (t *Texts) Code(r Variant, w Values, b Binding) (string, error) {
	lang := cmp.Or(r.Language, t.DefaultLanguage)
	own := t.choose(r, lang)
	if own == nil {
		return catalogueText(lang, r.Channel, w) + b.lastLine(w.Code), nil
	}
	var s strings.Builder
	if err := own.Execute(&s, w); err != nil {
		return "", fmt.Errorf("write message: %w", err)
	}
	return strings.TrimRight(s.String(), " \r\n") + b.lastLine(w.Code), nil
}

// catalogueText is the text of the catalogue.
func catalogueText(lang string, channel phone.Channel, w Values) string {
	p := locales.New(lang)
	if channel == phone.WhatsApp {
		return p.T("sms.code.whatsapp", "code", w.Code, "app", w.AppName) // no client fills in codes from WhatsApp
	}
	return p.T("sms.code", "code", w.Code, "app", w.AppName)
}

// choose returns the operator's own text; nil for the catalogue's.
func (t *Texts) choose(r Variant, lang string) *template.Template {
	if r.Factor && t.factor != nil {
		return t.factor
	}
	if own := t.custom[r.Channel][lang]; own != nil {
		return own
	}
	return t.general
}

// NumberChanged writes the notice to the old number of an account.
func (t *Texts) NumberChanged(lang string, n NumberChange) string {
	p := locales.New(cmp.Or(lang, t.DefaultLanguage))
	place := n.Place
	if place == "" {
		place = p.T("sms.notice.unknown_place")
	}
	return p.T("sms.notice.changed", "app", n.App, "digits", n.Digits, "time", p.Moment(n.At), "place", place, "link", n.Link)
}

// NumberChange holds the facts of that notice.
type NumberChange struct {
	App    string
	Digits string // last digits of the new number
	At     time.Time
	Place  string // address of the client; "" for unknown
	Link   string // link that reverts the change
}

// Binding says where a code is entered, for the last line of its message. The zero
// value means anywhere.
type Binding struct {
	Host        string // host of the page, or of the site around its frame
	Embedded    string // host of the page in a frame of Host; "" otherwise. Safari reads it after "%", Chrome after "@"; we write "%"
	AndroidHash string // of the Android app that reads the code; replaces the others
}

// lastLine lets a browser fill in a code on the page of that host only
// (origin-bound one-time codes, C7, C8), or Android pass it to an app (SMS
// Retriever). Each must be the last line, so a message has only one of them.
func (b Binding) lastLine(code string) string {
	switch {
	case b.AndroidHash != "":
		return "\n\n" + b.AndroidHash
	case b.Host == "":
		return ""
	case b.Embedded != "":
		return "\n\n@" + b.Host + " #" + code + " %" + b.Embedded
	}
	return "\n\n@" + b.Host + " #" + code
}
