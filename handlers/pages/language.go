package pages

import (
	"net/http"
	"net/url"
	"strings"
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
	cookie   http.Cookie // which remembers the one that a person chose
	fallback string
	tickets  *tickets
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
	r, _ := all.tickets.read(c) // where the visit could not be read
	return all.detect(c, r.UILocales)
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

// ChooseLanguage remembers a language and shows the same page in it. What the
// app asked for no longer counts: the person knows better.
func (h *Handlers) ChooseLanguage(c echo.Context, v *visitor) error {
	form := c.Request().PostForm
	if lang := form.Get("lang"); locales.Has(lang) {
		cookie := h.languages.cookie
		cookie.Value, cookie.MaxAge = lang, int(languageLife.Seconds())
		http.SetCookie(c.Response(), &cookie)
		for _, f := range v.Flows {
			f.Request.UILocales = ""
		}
		c.Set(textKey, locales.New(lang))
	}
	return redirect(c, v, h.withLanguage(c, v, localPage(form.Get("return"))))
}

// withLanguage gives the address of a login under way a ticket with the language
// that was chosen.
func (h *Handlers) withLanguage(c echo.Context, v *visitor, address string) string {
	if u, err := url.Parse(address); err == nil {
		if f := v.findFlow(u.Query().Get("flow")); f != nil {
			return h.tickets.flowURL(c, u.Path, f)
		}
	}
	return address
}

// localPage is an address that cannot lead to another site, without the
// language that an app asked for.
func localPage(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(u.Path, "/") || strings.ContainsRune(u.Path, '\\') {
		return "/account"
	}
	q := u.Query()
	q.Del("ui_locales")
	return (&url.URL{Path: u.Path, RawPath: u.RawPath, RawQuery: q.Encode()}).String()
}
