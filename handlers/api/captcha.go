package api

import "github.com/labstack/echo/v4"

// security is the member gotrue_meta_security of requests that only people may make
// (wire contract, section 10).
type security struct {
	CaptchaToken string `json:"captcha_token"`
}

// checkCaptcha refuses a request without a good captcha token. Servers of the
// operator need none.
func (h *Handlers) checkCaptcha(c echo.Context, s security) error {
	if !h.human.Asks() || h.Guards.isServer(c) {
		return nil
	}
	return h.human.Check(c.Request().Context(), s.CaptchaToken)
}
