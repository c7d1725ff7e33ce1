package pages

import (
	"github.com/labstack/echo/v4"

	"phonelogin/auth/human"
	"phonelogin/views"
)

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

// captcha asks people to show that they are no program, where the settings want it.
type captcha struct {
	human    *human.Checker
	enabled  bool
	provider string
	siteKey  string
}

// widget is that of the page that asks for a number; nil where none is.
func (h *captcha) widget() *views.Captcha {
	if !h.human.Asks() {
		return nil
	}
	w := widgets[h.provider].Captcha
	w.SiteKey = h.siteKey
	return &w
}

// sources lets the provider's widget run on our pages.
func (h *captcha) sources() string {
	if !h.human.Asks() {
		return ""
	}
	return widgets[h.provider].sources
}

// check refuses the form of the page that asks for a number where it brings no good
// answer. A code that is sent again to the same number needs no second proof.
func (h *captcha) check(c echo.Context) error {
	if !h.human.Asks() {
		return nil
	}
	return h.human.Check(c.Request().Context(), c.Request().PostForm.Get(widgets[h.provider].field))
}
