package limits

import (
	"time"

	"phonelogin/models"
)

// Within reports whether a time is less than a span ago. A time ahead of now is
// not, except for the small differences between replicas: a wrong clock stored it,
// and it must neither block nor allow anything until then.
func Within(at time.Time, span time.Duration, now time.Time) bool {
	age := now.Sub(at)
	return age >= -models.ClockTolerance && age < span
}
