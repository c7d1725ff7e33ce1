package providers

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// maxAnswer is the most that is read of an answer, in bytes. Twilio's are about 1
// KiB.
const maxAnswer = 64 << 10

// reply is a carrier's answer to one request.
type reply struct {
	carrier    string
	status     int
	retryAfter time.Duration
	body       []byte
	truncated  bool // the body is incomplete
}

// newReply reads an answer and closes its body.
func newReply(carrier string, res *http.Response) *reply {
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	_ = res.Body.Close() // the body is read already
	return &reply{
		carrier: carrier, status: res.StatusCode, retryAfter: retryAfter(res.Header), body: body, truncated: err != nil,
	}
}

// read decodes the body and reports whether that was possible.
func (r *reply) read(v any) bool {
	return !r.truncated && json.Unmarshal(r.body, v) == nil
}

// good reports whether the status means success.
func (r *reply) good() bool { return r.status >= 200 && r.status < 300 }

// fail makes an Error that names the status and nothing else of the answer. The
// answer's texts quote the number and sometimes the message; they go through
// withCarrierText.
func (r *reply) fail(reason Reason, what string) *Error {
	e := newError(reason, fmt.Sprintf("%s: status %d, %s", r.carrier, r.status, what))
	e.RetryAfter = r.retryAfter
	return e
}

// unreadable is the Error for a success status with an answer that cannot be read:
// the message may have been accepted.
func (r *reply) unreadable() *Error {
	e := r.fail(NoAnswer, "unreadable answer")
	e.Unsure = true
	return e
}

// refused converts an answer without success, by its code when one of the tables
// lists it: the same status stands for "wrong number" and "wrong account".
func (r *reply) refused(code int, tables ...codes) *Error {
	reason := reasonOfCode(code, r.byStatus(), tables...)
	e := r.fail(reason, "code "+strconv.Itoa(code))
	e.Code = codeText(code)
	// A gateway that timed out may have passed the request on.
	e.Unsure = r.status == http.StatusGatewayTimeout
	return e
}

// byStatus is the reason by the HTTP status, for answers whose code is not listed.
// It never blames the number, so the next provider is tried.
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
		// A person must look at the account and base_url after a redirect or an
		// unknown refusal.
		return Reason(BadProvider)
	}
}

// retryAfter reads the header Retry-After, in seconds or as a date relative to the
// answer's own Date; at most an hour.
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
