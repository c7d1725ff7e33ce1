package reply

import (
	"errors"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"phonelogin/auth/refusal"
)

// RetrySoon is how long to wait where something does not work at the moment, and
// nobody named a time.
const RetrySoon = 5 * time.Second

// TellWait tells with an error how long to wait, where waiting helps.
func TellWait(c echo.Context, err error) {
	var wait time.Duration
	var r *refusal.Refusal
	if errors.As(err, &r) {
		wait = r.RetryAfter
	}
	if status := Of(err).Status; wait == 0 && (status == http.StatusServiceUnavailable || status == http.StatusGatewayTimeout) {
		wait = RetrySoon
	}
	if wait > 0 {
		c.Response().Header().Set("Retry-After", strconv.Itoa(Seconds(wait)))
	}
}

// Seconds is a wait rounded up, so that whoever waits that long is not refused
// again.
func Seconds(d time.Duration) int { return max(1, int(math.Ceil(d.Seconds()))) }
