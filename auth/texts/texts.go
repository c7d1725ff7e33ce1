package texts

import (
	"cmp"
	"fmt"
	"strings"
	"text/template"
	"time"

	"phonelogin/auth/phone"
	"phonelogin/config"
	"phonelogin/locales"
)

// Texts makes the texts of messages. Their words come from the configuration and
// the catalogues and never from a request (proves S25, S26).
type Texts struct {
	general         *template.Template // auth.sms.template; nil where it is not set
	factor          *template.Template // auth.mfa.phone.template; nil where it is not set
	custom          map[phone.Channel]map[string]*template.Template
	DefaultLanguage string // the language of people of whom nothing is known
}

// Settings are those of messages.
type Settings struct {
	Language string          // of people of whom nothing is known
	SMS      config.SMS      // its templates
	Factors  config.MFAPhone // its template
}

// New makes the texts. The error is a template that cannot be used, or a language
// that has no texts.
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

// Variant is how a message is read: for what, on which channel and in which
// language, "" for the usual one.
type Variant struct {
	Factor   bool // the code proves a second factor
	Channel  phone.Channel
	Language string
}

type Values struct{ Code, AppName, SiteHost string }

// Code is the text that carries a code, with the line for browsers or phones at
// its end.
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

// catalogueText is the catalogue's.
func catalogueText(lang string, channel phone.Channel, w Values) string {
	p := locales.New(lang)
	if channel == phone.WhatsApp {
		return p.T("sms.code.whatsapp", "code", w.Code, "app", w.AppName) // nothing fills it in from there
	}
	return p.T("sms.code", "code", w.Code, "app", w.AppName)
}

// choose is the operator's own text; nil where the catalogue's is meant.
func (t *Texts) choose(r Variant, lang string) *template.Template {
	if r.Factor && t.factor != nil {
		return t.factor
	}
	if own := t.custom[r.Channel][lang]; own != nil {
		return own
	}
	return t.general
}

// NumberChanged is the notice to the old number of an account.
func (t *Texts) NumberChanged(lang string, n NumberChange) string {
	p := locales.New(cmp.Or(lang, t.DefaultLanguage))
	place := n.Place
	if place == "" {
		place = p.T("sms.notice.unknown_place")
	}
	return p.T("sms.notice.changed", "app", n.App, "digits", n.Digits, "time", p.Moment(n.At), "place", place, "link", n.Link)
}

// NumberChange is what the old number is told of a change.
type NumberChange struct {
	App    string
	Digits string // the last ones of the new number
	At     time.Time
	Place  string // the address that the change came from; "" for an unknown one
	Link   string // which takes it back
}

// Binding is where a code is entered, for the last line of its message. The zero
// value is anywhere.
type Binding struct {
	Host        string // of the page, or of the site around its frame
	Embedded    string // of the page where it stands in a frame of host; "" elsewhere. Safari reads it after "%", as here, Chrome after "@"
	AndroidHash string // of the Android app that takes the code; it wins
}

// lastLine is the line that lets a browser fill a code in on the page of that host
// and nowhere else (origin-bound one-time codes, proves C7, C8), or Android hand
// it to an app (SMS Retriever). Each has to be the last line, so there is one.
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
