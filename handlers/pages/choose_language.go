package pages

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"phonelogin/locales"
)

// ChooseLanguage remembers a language and shows the same page in it. The choice of
// the person replaces that of the app.
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

// withLanguage puts a ticket with the chosen language into the address of a flow.
// Other addresses stay as they are.
func (h *Handlers) withLanguage(c echo.Context, v *visitor, address string) string {
	if u, err := url.Parse(address); err == nil {
		if f := v.findFlow(u.Query().Get("flow")); f != nil {
			return h.tickets.flowURL(c, u.Path, f)
		}
	}
	return address
}
