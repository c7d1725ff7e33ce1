package providers

import (
	"crypto/hmac"
	"crypto/sha1" // Twilio's choice; SHA-1 is still safe inside an HMAC
	"encoding/base64"
	"fmt"
	"maps"
	"net/url"
	"slices"
)

// Report reads a status callback of Twilio. It refuses with ErrForged a request
// that the account's token did not sign. The State is "" for a status that says
// nothing about delivery to the phone ("queued"), or that is unknown.
func (t *Twilio) Report(c Callback) (Report, error) {
	form, err := url.ParseQuery(string(c.Body))
	if err != nil || !t.signed(c, form) {
		return Report{}, ErrForged
	}
	if form.Get("OptOutType") == "START" { // an incoming message (Advanced Opt-Out)
		return Report{Resumed: form.Get("From")}, nil
	}
	r := Report{ID: form.Get("MessageSid")}
	status := form.Get("MessageStatus")
	switch status {
	case "sent":
		r.State = Sent
	case "delivered", "read":
		r.State = Delivered
	case "undelivered", "failed", "canceled":
		r.State = Undelivered
		r.Err = undelivered(status, form.Get("ErrorCode"))
	}
	return r, nil
}

// undelivered is why Twilio did not deliver a message.
func undelivered(status, errorCode string) *Error {
	code := number(errorCode)
	return newReportError(code, reasonOfCode(code, Reason(NotReached), twilioCodes), fmt.Sprintf("twilio: callback, message %s, code %d", status, code))
}

// signed reports whether X-Twilio-Signature is the HMAC-SHA1, under the account's
// token, of the URL followed by each form parameter and its value in the order of
// their names ("Webhooks security", Twilio documentation).
func (t *Twilio) signed(c Callback, form url.Values) bool {
	got, err := base64.StdEncoding.DecodeString(c.Header.Get("X-Twilio-Signature"))
	if err != nil || t.cfg.AuthToken == "" {
		return false
	}
	mac := hmac.New(sha1.New, []byte(t.cfg.AuthToken))
	mac.Write([]byte(c.URL))
	for _, name := range slices.Sorted(maps.Keys(form)) {
		for _, value := range form[name] {
			mac.Write([]byte(name + value))
		}
	}
	return hmac.Equal(got, mac.Sum(nil))
}
