package providers_test

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"phonelogin/config"
	"phonelogin/providers"
)

// Signed reports of a failed delivery, one for each code.
var reporters = map[string]func(code string) (providers.Report, error){
	"twilio":      twilioReport,
	"messagebird": messageBirdReport,
	"vonage":      vonageCodeReport,
}

func twilioReport(code string) (providers.Report, error) {
	const token, address = "12345", reportURL + "twilio"
	mac := hmac.New(sha1.New, []byte(token))
	mac.Write([]byte(address + "ErrorCode" + code + "MessageSidSM1MessageStatusundelivered"))
	form := url.Values{"MessageSid": {"SM1"}, "MessageStatus": {"undelivered"}, "ErrorCode": {code}}
	return providers.NewTwilio(config.Twilio{AuthToken: token}).Report(providers.Callback{
		Method: http.MethodPost, URL: address, Body: []byte(form.Encode()),
		Header: http.Header{"X-Twilio-Signature": {base64.StdEncoding.EncodeToString(mac.Sum(nil))}},
	})
}

func messageBirdReport(code string) (providers.Report, error) {
	const key = "key"
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	q := url.Values{"id": {"m1"}, "status": {"delivery_failed"}, "statusErrorCode": {code}}
	address := reportURL + "messagebird?" + q.Encode()
	claims := fmt.Sprintf(`{"iss":"MessageBird","nbf":%d,"exp":%d,"url_hash":"%x"}`, now.Unix(), now.Add(time.Minute).Unix(), sha256.Sum256([]byte(address)))
	encode := base64.RawURLEncoding.EncodeToString
	signed := encode([]byte(`{"alg":"HS256"}`)) + "." + encode([]byte(claims))
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(signed))
	b := providers.NewMessageBird(config.MessageBird{SigningKey: key}, func() time.Time { return now })
	return b.Report(providers.Callback{Method: "GET", URL: address,
		Header: http.Header{"Messagebird-Signature-Jwt": {signed + "." + encode(mac.Sum(nil))}}})
}

func vonageCodeReport(code string) (providers.Report, error) {
	const secret = "s3cret"
	sum := hmac.New(sha256.New, []byte(secret))
	sum.Write([]byte("&err-code=" + code + "&messageId=m1&status=failed"))
	v := providers.NewVonage(config.Vonage{SignatureSecret: secret, SignatureMethod: "sha256"})
	return v.Report(vonageReport("err-code=" + url.QueryEscape(code) + "&messageId=m1&status=failed&sig=" + hex.EncodeToString(sum.Sum(nil))))
}

func TestEachDocumentedCodeOfAReportIsUnderstood(t *testing.T) {
	for _, table := range providers.CodeTables() {
		if !table.Reports {
			continue
		}
		for _, row := range table.Rows {
			got, err := reporters[table.Provider](strconv.Itoa(row.Code))
			if err != nil || got.State != providers.Undelivered || got.Err == nil {
				t.Fatalf("%s %d: got %+v, %v", table.Provider, row.Code, got, err)
			}
			if got.Err.Reason != row.Reason || got.Err.Kind != row.Reason.Kind() || got.Err.Code != strconv.Itoa(row.Code) {
				t.Errorf("%s %d: got %+v, want %s", table.Provider, row.Code, got.Err, row.Reason)
			}
		}
	}
}

func TestAReportWithACodeThatNobodyKnowsCondemnsNoNumber(t *testing.T) {
	for name, report := range reporters {
		for _, code := range []string{"98765", "", "<b>", "+4915112345678"} {
			got, err := report(code)
			if err != nil || got.Err == nil || got.Err.Kind != providers.NotReached || strings.Contains(got.Err.Error(), "4915") {
				t.Errorf("%s, %q: got %+v, %v", name, code, got.Err, err)
			}
		}
	}
}
