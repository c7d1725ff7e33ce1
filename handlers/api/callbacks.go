package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/handlers/request"
)

// TakeReport takes a carrier's report on a message. Carriers sign an address, which
// is made of the public URL here, because the Host header may hold anything.
func (h *Handlers) TakeReport(c echo.Context) error {
	body, err := request.Body(c)
	if err != nil {
		return err
	}
	r := c.Request()
	err = h.messenger.HandleReport(r.Context(), c.Param("provider"), auth.Callback{
		Method: r.Method, URL: h.settings.PublicURL + r.RequestURI, Header: r.Header, Body: body,
	})
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusOK)
}
