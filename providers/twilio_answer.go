package providers

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
)

// twilioMessage holds the members of a Message resource and of an error body that
// are used here. Error codes are documented as integers and also occur as strings;
// both are read.
type twilioMessage struct {
	SID       string          `json:"sid"`
	Status    json.RawMessage `json:"status"` // a word in a message, a number in an error
	Code      json.RawMessage `json:"code"`
	Message   string          `json:"message"` // of an error
	ErrorCode json.RawMessage `json:"error_code"`
	ErrorText string          `json:"error_message"`
}

// twilioReceipt reads the answer to a send. With a status of success that cannot be
// read the message may have been accepted; with any other status it was not.
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
		e := r.fail(reasonOfCode(code, Reason(NotReached), twilioCodes), "message "+status+", code "+strconv.Itoa(code))
		e.Code = codeText(code)
		return Receipt{}, e.withCarrierText(m.ErrorText)
	}
	return Receipt{ID: m.SID}, nil
}

// twilioError converts an error body. The code is 0 when there is none: gateways
// answer with HTML.
func (r *reply) twilioError(tables ...codes) (code int, e *Error) {
	var m twilioMessage
	r.read(&m)
	code = codeOf(m.Code)
	e = r.refused(code, tables...).withCarrierText(m.Message)
	if e.Reason == Reason(BadProvider) && isOfDelivery(code) {
		e.setReason(Reason(NotReached)) // an unlisted delivery code more likely concerns one phone than all
	}
	return code, e
}

// codeOf reads 21211 and "21211"; 0 means no code.
func codeOf(raw json.RawMessage) int { return number(unquote(raw)) }

func unquote(raw json.RawMessage) string { return strings.Trim(string(raw), `"`) }
