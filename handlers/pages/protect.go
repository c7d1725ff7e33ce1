package pages

import (
	"crypto/rand"
	"net/http"

	"github.com/labstack/echo/v4"

	"phonelogin/handlers/request"
)

// Protect sets the headers that keep pages safe (S31) and refuses forms that
// other sites send (S30).
func (h *Handlers) Protect(next echo.HandlerFunc) echo.HandlerFunc {
	origins := http.NewCrossOriginProtection()
	// Behind a proxy the Host header may be the proxy's, and the origin is ours. The
	// URL was checked at start.
	_ = origins.AddTrustedOrigin(h.settings.PublicURL)
	return func(c echo.Context) error {
		nonce := rand.Text()
		c.Set(nonceKey, nonce)
		c.Set(languagesKey, h.languages)
		header := c.Response().Header()
		header.Set("Content-Security-Policy", contentPolicy(nonce, policyOptions{}))
		// With no-referrer browsers would hide the origin of our own forms too.
		header.Set("Referrer-Policy", "same-origin")
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("X-Frame-Options", "DENY")
		if !isWebMessage(c.Request().URL) {
			header.Set(openerPolicy, "same-origin")
		}
		header.Set("Permissions-Policy", "otp-credentials=(self)")
		header.Set(echo.HeaderCacheControl, "no-store")
		if h.settings.secure() {
			header.Set("Strict-Transport-Security", "max-age=63072000")
		}
		if err := origins.Check(c.Request()); err != nil {
			return echo.NewHTTPError(http.StatusForbidden).SetInternal(err)
		}
		c.Request().Body = http.MaxBytesReader(c.Response(), c.Request().Body, request.MaxBody)
		return next(c)
	}
}
