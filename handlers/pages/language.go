package pages

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"phonelogin/auth/client"
	"phonelogin/locales"
)

const (
	// textKey is where listen leaves the printer of a request.
	textKey = "text"

	// languageCookie remembers the language that a person chose. It holds a tag
	// and nothing about anyone.
	languageCookie = "phonelogin-lang"

	languageLife = 365 * 24 * time.Hour
)

// languages find the language of a page.
type languages struct {
	cookie   http.Cookie               // which remembers the one that a person chose
	fallback string                    // the setting
	ofTicket func(echo.Context) string // the languages that the ticket of an address names; "" for none
}

// languagesKey is where Protect leaves them, for whatever speaks.
const languagesKey = "languages"

// text speaks the language of the page.
func text(c echo.Context) locales.Printer {
	if p, ok := c.Get(textKey).(locales.Printer); ok {
		return p
	}
	all, ok := c.Get(languagesKey).(*languages)
	if !ok {
		return locales.New(locales.English) // outside Protect, where no page is
	}
	return all.detect(c, all.ofTicket(c)) // where the visit could not be read
}

// detect finds the language of a page and of the messages that are sent from it:
// the one that the app asked for when it sent the person here, the one that they
// chose, the best of their browser's, the setting (proves G2).
func (l *languages) detect(c echo.Context, asked string) locales.Printer {
	if q := c.QueryParam("ui_locales"); q != "" {
		asked = q
	}
	r, chosen := c.Request(), ""
	if cookie, err := r.Cookie(l.cookie.Name); err == nil && locales.Has(cookie.Value) {
		chosen = cookie.Value
	}
	tag := locales.Match(locales.UILocales(asked), chosen, r.Header.Get("Accept-Language"), l.fallback)
	p := locales.New(tag)
	who := client.From(r.Context())
	who.Language = p.Lang()
	c.SetRequest(r.WithContext(client.With(r.Context(), who)))
	c.Set(textKey, p)
	return p
}
