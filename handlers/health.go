package handlers

import (
	"context"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"phonelogin/auth/readiness"
	"phonelogin/handlers/reply"
)

// showHealth answers that the program runs. It does not ask the database.
func showHealth(c echo.Context) error { return c.String(http.StatusOK, "ok\n") }

// readyAnswer is the body of /readyz.
type readyAnswer struct {
	Status string `json:"status"`           // "ready" or "unavailable"
	Reason string `json:"reason,omitempty"` // "stopping", or what is wrong with the database
}

// showReady answers within a second whether requests should come here. They should
// not while the program stops, nor while its database cannot write.
func (h *Handlers) showReady(c echo.Context) error {
	if h.isStopping() {
		return notReady(c, "stopping")
	}
	ctx := c.Request().Context()
	if err := h.readiness.Ready(ctx); err != nil {
		reason := readiness.Reason(err)
		if !errors.Is(err, context.Canceled) {
			h.log.WarnContext(ctx, "not ready", "reason", reason, "error", err)
		}
		return notReady(c, reason)
	}
	return reply.JSON(c, http.StatusOK, readyAnswer{Status: "ready"})
}

func notReady(c echo.Context, reason string) error {
	reply.TellWait(c, http.StatusServiceUnavailable, nil)
	return reply.JSON(c, http.StatusServiceUnavailable, readyAnswer{Status: "unavailable", Reason: reason})
}

// isStopping reports whether the program was told to stop.
func (h *Handlers) isStopping() bool {
	select {
	case <-h.stopping: // nil blocks for ever
		return true
	default:
		return false
	}
}

// closeWhenStopping closes connections after their answer while the program stops.
// Their next request would find nobody.
func (h *Handlers) closeWhenStopping(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if h.isStopping() {
			c.Response().Header().Set("Connection", "close")
		}
		return next(c)
	}
}
