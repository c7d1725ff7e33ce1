package reply

import (
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"
)

// retrySoon is how long to wait where something does not work at the moment, and
// nobody named a time.
const retrySoon = 5 * time.Second

// TellWait tells with an error, which is answered with this status, how long to wait,
// where waiting helps. err may be nil.
func TellWait(c echo.Context, status int, err error) {
	var wait time.Duration
	if r, ok := asRefusal(err); ok {
		wait = r.RetryAfter
	}
	if wait == 0 && (status == http.StatusServiceUnavailable || status == http.StatusGatewayTimeout) {
		wait = retrySoon
	}
	if wait > 0 {
		c.Response().Header().Set("Retry-After", strconv.Itoa(Seconds(wait)))
	}
}

// Seconds is a wait rounded up, so that whoever waits that long is not refused
// again.
func Seconds(d time.Duration) int { return max(1, int(math.Ceil(d.Seconds()))) }
