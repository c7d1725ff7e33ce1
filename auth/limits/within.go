package limits

import (
	"time"

	"phonelogin/models"
)

// Within tells whether a time lies less than a span back from now. One that is ahead
// of now does not: the clock that wrote it was wrong, and must neither keep anybody
// out nor excuse anything until it is reached. Replicas may differ by a little.
func Within(at time.Time, span time.Duration, now time.Time) bool {
	age := now.Sub(at)
	return age >= -models.ClockTolerance && age < span
}
