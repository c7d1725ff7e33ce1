package limits

import "time"

// CodeRules are what the codes of a purpose are made by.
type CodeRules struct {
	Digits   int
	Period   time.Duration // between two messages to a number
	Validity time.Duration
}

// EndsAt is when a code is over that was made at one time and sent, most lately, at
// another.
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
