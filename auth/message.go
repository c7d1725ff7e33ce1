package auth

import (
	"cmp"
	"fmt"
	"strings"
	"text/template"
	"time"

	"phonelogin/config"
	"phonelogin/locales"
)

// texts makes the texts of messages. Their words come from the configuration and
// the catalogues and never from a request (proves S25, S26).
type texts struct {
	general *template.Template // auth.sms.template; nil where it is not set
	factor  *template.Template // auth.mfa.phone.template; nil where it is not set
	own     map[Channel]map[string]*template.Template
	usual   string // the language of people of whom nothing is known
}

// newTexts refuses templates that cannot be used, and languages that there are
// not.
func newTexts(c *config.Config) (*texts, error) {
	t := &texts{own: map[Channel]map[string]*template.Template{}, usual: c.Auth.DefaultLanguage}
	if !locales.Has(t.usual) {
		return nil, noLanguage("auth.default_language", t.usual)
	}
	var err error
	if t.general, err = parseText("auth.sms.template", c.Auth.SMS.Template); err != nil {
		return nil, err
	}
	if t.factor, err = parseText("auth.mfa.phone.template", c.Auth.MFA.Phone.Template); err != nil {
		return nil, err
	}
	if t.own[SMS], err = parseTexts("auth.sms.templates", c.Auth.SMS.Templates); err != nil {
		return nil, err
	}
	t.own[WhatsApp], err = parseTexts("auth.sms.whatsapp_templates", c.Auth.SMS.WhatsAppTemplates)
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

// reader is how a message is read: for what purpose, on which channel and in
// which language, "" for the usual one.
type reader struct {
	purpose  Purpose
	channel  Channel
	language string
}

type words struct{ Code, AppName, SiteHost string }

// code is the text that carries a code, with the line for browsers or phones at
// its end.
func (t *texts) code(r reader, w words, b binding) (string, error) {
	lang := cmp.Or(r.language, t.usual)
	own := t.choose(r, lang)
	if own == nil {
		return usualText(lang, r.channel, w) + b.ending(w.Code), nil
	}
	var s strings.Builder
	if err := own.Execute(&s, w); err != nil {
		return "", fmt.Errorf("write message: %w", err)
	}
	return strings.TrimRight(s.String(), " \r\n") + b.ending(w.Code), nil
}

// usualText is the catalogue's.
func usualText(lang string, channel Channel, w words) string {
	p := locales.New(lang)
	if channel == WhatsApp {
		return p.T("sms.code.whatsapp", "code", w.Code, "app", w.AppName) // nothing fills it in from there
	}
	return p.T("sms.code", "code", w.Code, "app", w.AppName)
}

// choose is the operator's own text; nil where the catalogue's is meant.
func (t *texts) choose(r reader, lang string) *template.Template {
	if r.purpose == MFA && t.factor != nil {
		return t.factor
	}
	if own := t.own[r.channel][lang]; own != nil {
		return own
	}
	return t.general
}

// changed is the notice to the old number of an account.
func (t *texts) changed(lang string, n changeNotice) string {
	p := locales.New(cmp.Or(lang, t.usual))
	place := n.place
	if place == "" {
		place = p.T("sms.notice.unknown_place")
	}
	return p.T("sms.notice.changed", "app", n.app, "digits", n.digits, "time", p.Moment(n.at), "place", place, "link", n.link)
}

// changeNotice is what the old number is told of a change.
type changeNotice struct {
	app    string
	digits string // the last ones of the new number
	at     time.Time
	place  string // the address that the change came from; "" for an unknown one
	link   string // which takes it back
}

// binding is where a code is entered, for the last line of its message. The zero
// value is anywhere.
type binding struct {
	host        string // of the page, or of the site around its frame
	embedded    string // of the page where it stands in a frame of host; "" elsewhere. Safari reads it after "%", as here, Chrome after "@"
	androidHash string // of the Android app that takes the code; it wins
}

// ending is the line that lets a browser fill a code in on the page of that host
// and nowhere else (origin-bound one-time codes, proves C7, C8), or Android hand
// it to an app (SMS Retriever). Each has to be the last line, so there is one.
func (b binding) ending(code string) string {
	switch {
	case b.androidHash != "":
		return "\n\n" + b.androidHash
	case b.host == "":
		return ""
	case b.embedded != "":
		return "\n\n@" + b.host + " #" + code + " %" + b.embedded
	}
	return "\n\n@" + b.host + " #" + code
}

// bindingOf tells where the code of a request is entered. Every part of it was
// written down by the operator (proves S25).
func (s *Service) bindingOf(r Request) binding {
	switch {
	case r.Channel != SMS:
		return binding{} // browsers and Android read SMS only
	case !strings.HasPrefix(r.Face, PagesFace):
		return binding{host: s.rules.SMS.SiteHost, androidHash: s.rules.SMS.AndroidHash}
	case r.EmbeddedIn != "":
		return binding{host: r.EmbeddedIn, embedded: s.host}
	}
	return binding{host: s.host}
}
