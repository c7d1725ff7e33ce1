package limits

import "time"

// CodeRules are the rules for codes of a purpose.
type CodeRules struct {
	Digits   int
	Period   time.Duration // least time between two messages to a number
	Validity time.Duration
}

// EndsAt is when a code expires, from the time it was made and the time of its last
// message.
func (r CodeRules) EndsAt(made, sent time.Time) time.Time {
	end, latest := sent.Add(r.Validity), made.Add(LongestLife)
	if least := sent.Add(lastMinute); latest.Before(least) {
		latest = least
	}
	if end.After(latest) {
		return latest
	}
	return end
}
