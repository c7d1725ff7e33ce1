package pages

import (
	"github.com/labstack/echo/v4"

	"phonelogin/auth/human"
	"phonelogin/views"
)

// widget is what a captcha's provider needs on a page.
type widget struct {
	views.Captcha
	field   string // of the form, which holds the token
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

// captcha asks people to show that they are no program, where the settings turn that
// on.
type captcha struct {
	human    *human.Checker
	provider string
	siteKey  string
}

// widget is for the page that asks for a number; nil where nobody is asked.
func (h *captcha) widget() *views.Captcha {
	if !h.human.Asks() {
		return nil
	}
	w := widgets[h.provider].Captcha
	w.SiteKey = h.siteKey
	return &w
}

// sources are those of the Content-Security-Policy that the widget needs; "" for
// none.
func (h *captcha) sources() string {
	if !h.human.Asks() {
		return ""
	}
	return widgets[h.provider].sources
}

// check refuses a form without a good answer of the widget, as human.Checker does.
// Only the form that asks for a number needs one: sending the code again goes to the
// same number.
func (h *captcha) check(c echo.Context) error {
	if !h.human.Asks() {
		return nil
	}
	return h.human.Check(c.Request().Context(), c.Request().PostForm.Get(widgets[h.provider].field))
}
