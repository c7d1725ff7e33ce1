package handlers

import (
	"github.com/labstack/echo/v4"

	"phonelogin/views"
)

// security is the member gotrue_meta_security of requests that a program must not
// make (wire contract, section 10).
type security struct {
	CaptchaToken string `json:"captcha_token"`
}

// needHuman refuses a request of the JSON API without a good captcha token.
// Servers of the operator's are trusted.
func (h *Handlers) needHuman(c echo.Context, s security) error {
	if !h.auth.AsksForCaptcha() || h.isServer(c) {
		return nil
	}
	return h.auth.CheckHuman(c.Request().Context(), s.CaptchaToken)
}

// isServer reports whether a request bears a key or a token of the operator's.
func (h *Handlers) isServer(c echo.Context) bool {
	_, err := h.admin(c)
	return err == nil
}

// widget is what a captcha provider needs on a page.
type widget struct {
	views.Captcha
	field   string // of the form, with the token
	sources string // of the Content-Security-Policy
}

var widgets = map[string]widget{
	"hcaptcha": {
		Captcha: views.Captcha{Script: "https://js.hcaptcha.com/1/api.js", Class: "h-captcha"},
		field:   "h-captcha-response", sources: "https://hcaptcha.com https://*.hcaptcha.com",
	},
	"turnstile": {
		Captcha: views.Captcha{Script: "https://challenges.cloudflare.com/turnstile/v0/api.js", Class: "cf-turnstile"},
		field:   "cf-turnstile-response", sources: "https://challenges.cloudflare.com",
	},
}

// captcha is the widget of the page that asks for a number; nil where none is.
func (h *Handlers) captcha() *views.Captcha {
	if !h.auth.AsksForCaptcha() {
		return nil
	}
	w := widgets[h.settings.Captcha.Provider].Captcha
	w.SiteKey = h.settings.Captcha.SiteKey
	return &w
}

// captchaSources lets the provider's widget run on our pages.
func (h *Handlers) captchaSources() string {
	if !h.auth.AsksForCaptcha() {
		return ""
	}
	return widgets[h.settings.Captcha.Provider].sources
}

// checkPerson is needHuman for the page that asks for a number. A code that is
// sent again to the same number needs no second proof.
func (h *Handlers) checkPerson(c echo.Context) error {
	if !h.auth.AsksForCaptcha() {
		return nil
	}
	field := widgets[h.settings.Captcha.Provider].field
	return h.auth.CheckHuman(c.Request().Context(), c.Request().PostForm.Get(field))
}
