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

// Cutoff returns the time that lies a span before a moment. A span of zero sets no
// limit: it returns the zero time.
func Cutoff(at time.Time, span time.Duration) time.Time {
	if span == 0 {
		return time.Time{}
	}
	return at.Add(-span)
}
