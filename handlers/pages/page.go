package pages

import (
	"bytes"
	"fmt"
	"strconv"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"phonelogin/auth/apps"
	"phonelogin/locales"
	"phonelogin/views"
)

// pageProps are what every page needs. v is nil on pages without a form.
func (h *base) pageProps(c echo.Context, v *visitor, app *apps.App, title string) views.Page {
	p := views.Page{
		Title: text(c).T(title), App: app.Name, Nonce: Nonce(c), Support: app.SupportURL,
		Terms: app.TermsURL, Privacy: app.PrivacyURL, Dev: h.settings.Development,
		Look:     h.themes.byApp[app.ID],
		Language: text(c).Lang(), Languages: locales.Languages(), Here: c.Request().URL.RequestURI(),
	}
	if isFramed(c.Request()) {
		p.Framed, p.Languages = true, nil // the site around the frame chooses, with ui_locales
	}
	if v != nil {
		p.FormToken = h.store.formToken(v.session)
	}
	return p
}

// Render writes a page. It renders all of it before it sends any, because half a
// page must not look like an answer.
func Render(c echo.Context, status int, page templ.Component) error {
	var whole bytes.Buffer
	if err := page.Render(c.Request().Context(), &whole); err != nil {
		return fmt.Errorf("render page: %w", err)
	}
	header := c.Response().Header()
	header.Set(echo.HeaderContentLength, strconv.Itoa(whole.Len()))
	header.Set("Content-Language", text(c).Lang())
	header.Add(echo.HeaderVary, "Accept-Language, Cookie")
	return c.HTMLBlob(status, whole.Bytes())
}
