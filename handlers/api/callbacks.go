package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/handlers/request"
)

// TakeReport hears from a carrier what became of a message. The address that was
// signed is made of the public URL: the Host header is whatever the caller, or a
// proxy, wrote into it.
func (h *Handlers) TakeReport(c echo.Context) error {
	body, err := request.Body(c)
	if err != nil {
		return err
	}
	r := c.Request()
	err = h.auth.Messenger().HandleReport(r.Context(), c.Param("provider"), auth.Callback{
		Method: r.Method, URL: h.settings.PublicURL + r.RequestURI, Header: r.Header, Body: body,
	})
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusOK)
}
