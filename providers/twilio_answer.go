package providers

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
)

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

// twilioReceipt tells whether the message was taken. What cannot be understood of
// a good status was taken perhaps; of any other it was not.
func (r *reply) twilioReceipt() (Receipt, error) {
	if r.status != http.StatusOK && r.status != http.StatusCreated {
		_, refused := r.twilioError(twilioCodes)
		return Receipt{}, refused
	}
	var m twilioMessage
	if !r.read(&m) || m.SID == "" {
		return Receipt{}, r.unreadable()
	}
	if status := unquote(m.Status); status == "failed" || status == "undelivered" {
		code := codeOf(m.ErrorCode)
		e := r.fail(reasonOf(code, Reason(NotReached), twilioCodes), "message "+status+", code "+strconv.Itoa(code))
		e.Code = codeText(code)
		return Receipt{}, e.withCarrierText(m.ErrorText)
	}
	return Receipt{ID: m.SID}, nil
}

// twilioError judges an error body, whose code is 0 where there is none: gateways
// answer HTML.
func (r *reply) twilioError(tables ...codes) (code int, e *Error) {
	var m twilioMessage
	r.read(&m)
	code = codeOf(m.Code)
	e = r.refused(code, tables...).withCarrierText(m.Message)
	if e.Reason == Reason(BadProvider) && isOfDelivery(code) {
		e.setReason(Reason(NotReached)) // not listed, and more likely one phone's than all phones'
	}
	return code, e
}

// codeOf reads 21211 and "21211"; 0 means that there is no code.
func codeOf(raw json.RawMessage) int { return number(unquote(raw)) }

func unquote(raw json.RawMessage) string { return strings.Trim(string(raw), `"`) }
