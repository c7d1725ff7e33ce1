package providers

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// reply is what a carrier said to one request.
type reply struct {
	carrier    string
	status     int
	retryAfter time.Duration
	body       []byte
	truncated  bool // the body ended before its end
}

// read decodes the body and reports whether that was possible.
func (r *reply) read(v any) bool {
	return !r.truncated && json.Unmarshal(r.body, v) == nil
}

// good reports whether the status is one of success.
func (r *reply) good() bool { return r.status >= 200 && r.status < 300 }

// fail names the status and nothing else of the answer. Its texts, which quote
// the number and sometimes the message, go through quoting.
func (r *reply) fail(reason Reason, what string) *Error {
	e := newError(reason, fmt.Sprintf("%s: status %d, %s", r.carrier, r.status, what))
	e.RetryAfter = r.retryAfter
	return e
}

// unreadable is a success that cannot be understood: the message was taken
// perhaps.
func (r *reply) unreadable() *Error {
	e := r.fail(NoAnswer, "unreadable answer")
	e.Unsure = true
	return e
}

// refused judges an answer that is no success, by its code where one of the
// tables has it: the same status says "wrong number" and "wrong account".
func (r *reply) refused(code int, tables ...codes) *Error {
	reason := reasonOf(code, r.byStatus(), tables...)
	e := r.fail(reason, "code "+strconv.Itoa(code))
	e.Code = codeText(code)
	// Behind a gateway that gave up waiting the message may have been taken.
	e.Unsure = r.status == http.StatusGatewayTimeout
	return e
}

// byStatus is why an answer is a refusal whose code says nothing. It is never the
// number: the next provider is asked.
func (r *reply) byStatus() Reason {
	switch {
	case r.status == http.StatusTooManyRequests, r.status == http.StatusServiceUnavailable && r.retryAfter > 0:
		return Busy
	case r.status == http.StatusRequestTimeout, r.status >= 500:
		return ProviderDown
	case r.status == http.StatusUnauthorized:
		return BadCredentials
	case r.status == http.StatusPaymentRequired:
		return NoCredit
	default:
		// Redirects and refusals that we do not know want a person to look at
		// the account and base_url.
		return Reason(BadProvider)
	}
}

// retryAfter reads Retry-After, in seconds or as a date that the answer's own Date is
// compared with, for at most an hour.
func retryAfter(h http.Header) time.Duration {
	value := h.Get("Retry-After")
	if seconds, err := strconv.Atoi(value); err == nil {
		return time.Duration(min(max(seconds, 0), 3600)) * time.Second
	}
	until, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	now, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return 0
	}
	return min(max(until.Sub(now), 0), time.Hour)
}
