package handlers

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"phonelogin/auth/refusal"
)

// retrySoon is how long to wait where something does not work at the moment, and
// nobody named a time.
const retrySoon = 5 * time.Second

// tellWait tells with an error how long to wait, where waiting helps.
func tellWait(c echo.Context, err error) {
	var wait time.Duration
	var r *refusal.Refusal
	if errors.As(err, &r) {
		wait = r.RetryAfter
	}
	if status := toAPI(err).Status; wait == 0 && (status == http.StatusServiceUnavailable || status == http.StatusGatewayTimeout) {
		wait = retrySoon
	}
	if wait > 0 {
		c.Response().Header().Set("Retry-After", strconv.Itoa(seconds(wait)))
	}
}
