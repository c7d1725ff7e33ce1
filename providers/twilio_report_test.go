package providers_test

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"phonelogin/config"
	"phonelogin/providers"
)

func TestTwilioKnowsItsOwnSignature(t *testing.T) {
	// The example that Twilio publishes for its validators.
	form := url.Values{
		"CallSid": {"CA1234567890ABCDE"}, "Caller": {"+14158675309"}, "Digits": {"1234"},
		"From": {"+14158675309"}, "To": {"+18005551212"},
	}
	const address, signature = "https://mycompany.com/myapp.php?foo=1&bar=2", "RSOYDt4T1cUTdK1PDd93/VVr8B8="
	tests := []struct {
		name, token, address, signature, body string
		want                                  error
	}{
		{"as published", "12345", address, signature, form.Encode(), nil},
		{"another token", "12346", address, signature, form.Encode(), providers.ErrForged},
		{"no token set", "", address, signature, form.Encode(), providers.ErrForged},
		{"another address", "12345", address + "3", signature, form.Encode(), providers.ErrForged},
		{"one more parameter", "12345", address, signature, form.Encode() + "&MessageStatus=delivered", providers.ErrForged},
		{"no signature", "12345", address, "", form.Encode(), providers.ErrForged},
		{"not base64", "12345", address, "?", form.Encode(), providers.ErrForged},
		{"a body that is no form", "12345", address, signature, "%zz", providers.ErrForged},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := providers.NewTwilio(config.Twilio{AuthToken: test.token}).Report(providers.Callback{
				Method: http.MethodPost, URL: test.address, Body: []byte(test.body),
				Header: http.Header{"X-Twilio-Signature": {test.signature}},
			})
			if !errors.Is(err, test.want) {
				t.Errorf("Report: got %v, want %v", err, test.want)
			}
		})
	}
}

func TestTwilioReportsWhatBecameOfAMessage(t *testing.T) {
	failed := func(reason providers.Reason, code, status string) *providers.Error {
		detail := "twilio: callback, message " + status + ", code " + code
		return &providers.Error{Kind: reason.Kind(), Reason: reason, Code: strings.TrimPrefix(code, "0"), Detail: detail}
	}
	tests := []struct {
		status, code string
		want         providers.Report
	}{
		{"queued", "", providers.Report{}},
		{"a state of next year", "", providers.Report{}},
		{"sent", "", providers.Report{State: providers.Sent}},
		{"delivered", "", providers.Report{State: providers.Delivered}},
		{"read", "", providers.Report{State: providers.Delivered}},
		{"undelivered", "30005", providers.Report{State: providers.Undelivered, Err: failed(providers.NotInUse, "30005", "undelivered")}},
		{"failed", "30002", providers.Report{State: providers.Undelivered, Err: failed(providers.AccountSuspended, "30002", "failed")}},
		{"failed", "21610", providers.Report{State: providers.Undelivered, Err: failed(providers.Reason(providers.OptedOut), "21610", "failed")}},
		{"failed", "99999", providers.Report{State: providers.Undelivered, Err: failed(providers.Reason(providers.NotReached), "99999", "failed")}},
		{"canceled", "", providers.Report{State: providers.Undelivered, Err: failed(providers.Reason(providers.NotReached), "0", "canceled")}},
	}
	for _, test := range tests {
		t.Run(test.status+" "+test.code, func(t *testing.T) {
			const address, token = "https://login.example.com/callbacks/twilio", "12345"
			signed := hmac.New(sha1.New, []byte(token))
			signed.Write([]byte(address + "ErrorCode" + test.code + "MessageSidSM1MessageStatus" + test.status))
			form := url.Values{"MessageSid": {"SM1"}, "MessageStatus": {test.status}, "ErrorCode": {test.code}}

			got, err := providers.NewTwilio(config.Twilio{AuthToken: token}).Report(providers.Callback{
				Method: http.MethodPost, URL: address, Body: []byte(form.Encode()),
				Header: http.Header{"X-Twilio-Signature": {base64.StdEncoding.EncodeToString(signed.Sum(nil))}},
			})
			if err != nil {
				t.Fatal(err)
			}
			test.want.ID = "SM1"
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("Report (-want +got):\n%s", diff)
			}
		})
	}
}
