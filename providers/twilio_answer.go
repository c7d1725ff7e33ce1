package providers

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// twilioAnswer is what Twilio said to one request.
type twilioAnswer struct {
	status     int
	retryAfter string
	body       []byte
	cut        bool // the body ended before its end
}

// twilioMessage holds what matters of a Message resource and of an error body.
// Error codes are documented as integers and seen as strings too; both are read.
type twilioMessage struct {
	SID       string          `json:"sid"`
	Status    json.RawMessage `json:"status"` // a word of a message, a number of an error
	Code      json.RawMessage `json:"code"`
	ErrorCode json.RawMessage `json:"error_code"`
}

// judge tells whether the message was taken. What cannot be understood of a
// good status was taken perhaps; of any other it was not.
func (a *twilioAnswer) judge() (Receipt, error) {
	var m twilioMessage
	err := json.Unmarshal(a.body, &m)
	readable := err == nil && !a.cut
	if a.status != http.StatusOK && a.status != http.StatusCreated {
		return Receipt{}, a.refused(codeOf(m.Code))
	}
	if !readable || m.SID == "" {
		return Receipt{}, a.fail(Temporary, "unreadable answer", true)
	}
	if status := unquote(m.Status); status == "failed" || status == "undelivered" {
		code := codeOf(m.ErrorCode)
		kind, known := kindOfCode(code)
		if !known {
			kind = Temporary
		}
		return Receipt{}, a.fail(kind, "message "+status+", code "+strconv.Itoa(code), false)
	}
	return Receipt{ID: m.SID}, nil
}

// code is that of an error body, 0 where there is none.
func (a *twilioAnswer) code() int {
	var m twilioMessage
	if json.Unmarshal(a.body, &m) != nil {
		return 0
	}
	return codeOf(m.Code)
}

// refused judges an answer that is no success, by its code first: the same
// status says "wrong number" and "wrong account".
func (a *twilioAnswer) refused(code int) *Error {
	kind, known := kindOfCode(code)
	if !known {
		kind = kindOfStatus(a.status)
	}
	// Behind a gateway that gave up waiting the message may have been taken.
	return a.fail(kind, "code "+strconv.Itoa(code), a.status == http.StatusGatewayTimeout)
}

// fail names status and code and nothing else of the answer, whose texts quote
// the number.
func (a *twilioAnswer) fail(kind Kind, what string, unsure bool) *Error {
	detail := fmt.Sprintf("twilio: status %d, %s", a.status, what)
	return &Error{Kind: kind, Detail: detail, Unsure: unsure, RetryAfter: waitOf(a.retryAfter)}
}

// kindOfStatus judges a refusal whose code says nothing.
func kindOfStatus(status int) Kind {
	switch {
	case status == http.StatusRequestTimeout, status == http.StatusTooManyRequests, status >= 500:
		return Temporary
	default:
		// Redirects and refusals that we do not know want a person to look at
		// the account and base_url.
		return BadProvider
	}
}

// codeOf reads 21211 and "21211"; 0 means that there is no code.
func codeOf(raw json.RawMessage) int {
	code, err := strconv.Atoi(unquote(raw))
	if err != nil {
		return 0
	}
	return code
}

func unquote(raw json.RawMessage) string { return strings.Trim(string(raw), `"`) }
