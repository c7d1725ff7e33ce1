package pages

import (
	"context"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"phonelogin/auth/refusal"
	"phonelogin/handlers/reply"
	"phonelogin/handlers/request"
	"phonelogin/views"
)

// Say shows an error as a page of the app whose login it is, and leads back to where
// the person was. It never redirects.
func (h *Handlers) Say(c echo.Context, err error) error {
	status, key, detail := pageError(err)
	reply.TellWait(c, status, err)
	r, app := h.loginOfAddress(c)
	p := views.MessageProps{
		Page: h.pageProps(c, nil, app, "error.title"), Error: true,
		Heading: text(c).T(key + ".heading"), Text: text(c).T(key + ".text"), Detail: detail,
		Link: restartURL(r, ""), LinkTo: text(c).T("error.link"),
	}
	switch {
	case status >= http.StatusInternalServerError:
		p.ID = request.ID(c.Request().Context())
		h.offerRetry(c, &p)
	case key == "error.stale" || key == "error.large" || key == "error.request":
		offerPageLink(c, &p)
	}
	return Render(c, status, views.Message(p))
}

// pageError is the status of an error, the key of its texts, and a detail for the
// app's developer.
func pageError(err error) (status int, key, detail string) {
	var refused *refusal.Refusal
	var routing *echo.HTTPError
	var large request.TooLarge
	switch {
	case refusal.IsOutage(err):
		return http.StatusServiceUnavailable, "error.fault", ""
	case errors.As(err, &refused):
		switch status = statusOf(refused); refused.Reason {
		case refusal.UnknownApp, refusal.BadRedirect:
			return status, "error.app", refused.Detail
		case refusal.BadCodeChallenge:
			return status, "error.app", reply.Of(err).Message // for developers, as the API says it
		case refusal.NotReverted:
			return status, "error.revert", ""
		}
		return status, "error.refused", string(refused.Reason)
	case errors.Is(err, errStaleForm):
		return http.StatusForbidden, "error.stale", ""
	case errors.As(err, &large):
		return http.StatusRequestEntityTooLarge, "error.large", ""
	case errors.As(err, &routing):
		switch routing.Code {
		case http.StatusNotFound:
			return routing.Code, "error.missing", ""
		case http.StatusMethodNotAllowed:
			return routing.Code, "error.method", ""
		case http.StatusForbidden:
			return routing.Code, "error.cross", ""
		}
		if routing.Code < http.StatusInternalServerError {
			return routing.Code, "error.request", ""
		}
	case errors.Is(err, context.DeadlineExceeded):
		return http.StatusGatewayTimeout, "error.fault", ""
	}
	return http.StatusInternalServerError, "error.fault", ""
}
