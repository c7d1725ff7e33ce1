package handlers

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"phonelogin/handlers/reply"
)

// handleError answers every error of every handler. Refusals are told in the
// caller's form. Faults are logged once, and the caller hears their id alone.
func (h *Handlers) handleError(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	if isFault(err) && !errors.Is(err, context.Canceled) {
		h.log.ErrorContext(c.Request().Context(), "request failed", "route", c.Path(), "error", err)
	}
	say := h.pages.Say
	if h.isAPI(c) {
		say = sayInAPI
	}
	if err := say(c, err); err != nil {
		h.log.ErrorContext(c.Request().Context(), "answer failed", "route", c.Path(), "error", err)
	}
}

func isFault(err error) bool {
	var e *echo.HTTPError
	if errors.As(err, &e) {
		return e.Code >= 500
	}
	return reply.Of(err).Status >= 500
}

// isAPI reports whether a request is for the JSON API, also where no route is found.
func (h *Handlers) isAPI(c echo.Context) bool {
	return strings.HasPrefix(c.Request().URL.Path, apiRoot+"/") || h.apiPaths[c.Path()]
}

// sayInAPI writes an error of the JSON API. Where no handler was found, the answers
// are those of the wire contract, section 1.
func sayInAPI(c echo.Context, err error) error {
	var e *echo.HTTPError
	switch {
	case !errors.As(err, &e):
		return reply.Say(c, err)
	case e.Code == http.StatusMethodNotAllowed:
		return c.NoContent(http.StatusMethodNotAllowed)
	case e.Code == http.StatusNotFound:
		c.Response().Header().Set(echo.HeaderXContentTypeOptions, "nosniff")
		return c.String(http.StatusNotFound, "404 page not found\n")
	}
	return reply.Say(c, reply.New(e.Code, "unexpected_failure", http.StatusText(e.Code)))
}
