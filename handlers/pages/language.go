package pages

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"phonelogin/auth/client"
	"phonelogin/locales"
)

const (
	// textKey is where detect leaves the printer of a request.
	textKey = "text"

	// languageCookie remembers the language that a person chose. It holds nothing
	// but the tag of the language.
	languageCookie = "phonelogin-lang"

	languageLife = 365 * 24 * time.Hour
)

// languages find the language of a page.
type languages struct {
	cookie   http.Cookie               // holds the language that a person chose
	fallback string                    // the setting
	ofTicket func(echo.Context) string // languages in the ticket of an address; "" for none
}

// languagesKey is where Protect leaves the languages of a request, for whatever
// needs a text.
const languagesKey = "languages"

// text is the printer in the language of the page.
func text(c echo.Context) locales.Printer {
	if p, ok := c.Get(textKey).(locales.Printer); ok {
		return p
	}
	all, ok := c.Get(languagesKey).(*languages)
	if !ok {
		return locales.New(locales.English) // outside Protect, where there are no pages
	}
	return all.detect(c, all.ofTicket(c)) // the visitor could not be read
}

// detect finds the language of a page and of the messages that it sends. In this
// order: the language that the app asked for, the one that the person chose, the
// best that the browser understands, the setting (G2). requested is what the app
// asked for before.
func (l *languages) detect(c echo.Context, requested string) locales.Printer {
	if q := c.QueryParam("ui_locales"); q != "" {
		requested = q
	}
	r, chosen := c.Request(), ""
	if cookie, err := r.Cookie(l.cookie.Name); err == nil && locales.Has(cookie.Value) {
		chosen = cookie.Value
	}
	tag := locales.Match(locales.UILocales(requested), chosen, r.Header.Get("Accept-Language"), l.fallback)
	p := locales.New(tag)
	who := client.From(r.Context())
	who.Language = p.Lang()
	c.SetRequest(r.WithContext(client.With(r.Context(), who)))
	c.Set(textKey, p)
	return p
}
