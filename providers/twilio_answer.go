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
	Message   string          `json:"message"` // of an error
	ErrorCode json.RawMessage `json:"error_code"`
	ErrorText string          `json:"error_message"`
}

// judge tells whether the message was taken. What cannot be understood of a
// good status was taken perhaps; of any other it was not.
func (a *twilioAnswer) judge() (Receipt, error) {
	if a.status != http.StatusOK && a.status != http.StatusCreated {
		return Receipt{}, a.refused()
	}
	var m twilioMessage
	readable := json.Unmarshal(a.body, &m) == nil && !a.cut
	if !readable || m.SID == "" {
		return Receipt{}, a.fail(Temporary, "unreadable answer", true)
	}
	if status := unquote(m.Status); status == "failed" || status == "undelivered" {
		code := codeOf(m.ErrorCode)
		kind, known := kindOfCode(code)
		if !known {
			kind = Temporary
		}
		return Receipt{}, a.fail(kind, "message "+status+", code "+strconv.Itoa(code), false).quoting(m.ErrorText)
	}
	return Receipt{ID: m.SID}, nil
}

// refused judges an answer that is no success, by its code first: the same
// status says "wrong number" and "wrong account".
func (a *twilioAnswer) refused() *Error {
	var m twilioMessage
	_ = json.Unmarshal(a.body, &m) // gateways answer HTML, which has no code
	code := codeOf(m.Code)
	kind, known := kindOfCode(code)
	if !known {
		kind = kindOfStatus(a.status)
	}
	// Behind a gateway that gave up waiting the message may have been taken.
	return a.fail(kind, "code "+strconv.Itoa(code), a.status == http.StatusGatewayTimeout).quoting(m.Message)
}

// fail names status and code and nothing else of the answer. Its texts, which
// quote the number, go through quoting.
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
