package providers_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"phonelogin/config"
	"phonelogin/providers"
)

const reportURL = "https://login.example.com/callbacks/"

func vonageReport(query string) providers.Callback {
	return providers.Callback{Method: "GET", URL: reportURL + "vonage?" + query, Header: http.Header{}}
}

// The parameters of the example in Vonage's documentation of delivery receipts. The
// signature is made here, by "Signing messages".
func TestVonagesReceiptsAreReadAndTheirSignatureChecked(t *testing.T) {
	const secret = "s3cret"
	v := providers.NewVonage(config.Vonage{SignatureSecret: secret, SignatureMethod: "sha256"})
	sign := func(text string) string {
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write([]byte(text))
		return hex.EncodeToString(mac.Sum(nil))
	}
	good := "err-code=0&messageId=0A0000000123ABCD1&msisdn=447700900000&price=0.03330000&scts=2001011400&status=delivered&timestamp=1582650446&to=Acme%26Sons"
	text := "&err-code=0&messageId=0A0000000123ABCD1&msisdn=447700900000&price=0.03330000&scts=2001011400&status=delivered&timestamp=1582650446&to=Acme_Sons"
	got, err := v.Report(vonageReport(good + "&sig=" + sign(text)))
	want := providers.Report{ID: "0A0000000123ABCD1", State: providers.Delivered, Price: "0.03330000", Currency: "EUR"}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
	asJSON := providers.Callback{Method: "POST", URL: reportURL + "vonage", Header: http.Header{"Content-Type": {"application/json"}},
		Body: []byte(`{"err-code":"9","messageId":"m1","status":"rejected","sig":"` + sign("&err-code=9&messageId=m1&status=rejected") + `"}`)}
	got, err = v.Report(asJSON)
	if err != nil || got.State != providers.Undelivered || got.Err == nil || got.Err.Kind != providers.OptedOut {
		t.Errorf("as JSON: got %+v, %v", got, err)
	}
	for name, c := range map[string]providers.Callback{
		"no signature":         vonageReport(good),
		"another's":            vonageReport(good + "&sig=" + sign(text+"x")),
		"changed after signed": vonageReport(good + "&more=1&sig=" + sign(text)),
	} {
		if _, err := v.Report(c); !errors.Is(err, providers.ErrForged) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	unsigned := providers.NewVonage(config.Vonage{SignatureMethod: "sha256"})
	if _, err := unsigned.Report(vonageReport(good + "&sig=" + sign(text))); !errors.Is(err, providers.ErrForged) {
		t.Errorf("without a secret: got %v", err)
	}
}

// The claims are those of MessageBird's documentation of signed requests.
func TestMessageBirdsReportsAreReadAndTheirSignatureChecked(t *testing.T) {
	const key = "PlLrKaqvZNRR5zAjm42ZT6q1SQxgbbGd"
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	b := providers.NewMessageBird(config.MessageBird{SigningKey: key}, func() time.Time { return now })
	q := url.Values{"id": {"e8077d803532c0b5937c639b60216938"}, "reference": {"c1-1"}, "status": {"delivery_failed"},
		"statusReason": {"unknown subscriber"}, "statusErrorCode": {"1"}, "messagePartCount": {"2"}, "price[amount]": {"0.09"}, "price[currency]": {"EUR"}}
	at := reportURL + "messagebird?" + q.Encode()
	token := func(header, address string, from time.Time) string {
		sum := sha256.Sum256([]byte(address))
		claims := fmt.Sprintf(`{"iss":"MessageBird","nbf":%d,"exp":%d,"jti":"x","url_hash":"%x"}`, from.Unix(), from.Add(time.Minute).Unix(), sum)
		signed := base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + base64.RawURLEncoding.EncodeToString([]byte(claims))
		mac := hmac.New(sha256.New, []byte(key))
		mac.Write([]byte(signed))
		return signed + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
	}
	const hs256 = `{"alg":"HS256","typ":"JWT"}`
	report := func(token string) (providers.Report, error) {
		return b.Report(providers.Callback{Method: "GET", URL: at, Header: http.Header{"Messagebird-Signature-Jwt": {token}}})
	}
	got, err := report(token(hs256, at, now))
	want := providers.Report{ID: "e8077d803532c0b5937c639b60216938", State: providers.Undelivered, Segments: 2, Price: "0.09", Currency: "EUR",
		Err: &providers.Error{Kind: providers.BadNumber, Reason: providers.NotInUse, Code: "1", Detail: "messagebird: callback, message delivery_failed, code 1"}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
	for name, forged := range map[string]string{
		"none": "", "no JWT": "a.b", "another algorithm": token(`{"alg":"none"}`, at, now),
		"for another address": token(hs256, at+"x", now), "of last year": token(hs256, at, now.AddDate(-1, 0, 0)), "of tomorrow": token(hs256, at, now.AddDate(0, 0, 1)),
	} {
		if _, err := report(forged); !errors.Is(err, providers.ErrForged) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// The examples of MessageBird's own client for Go (signature_jwt).
func TestMessageBirdsOwnExamplesAreJudgedAsItDoes(t *testing.T) {
	text, err := os.ReadFile("testdata/messagebird_signatures.json")
	if err != nil {
		t.Fatal(err)
	}
	var examples []struct {
		Name, URL, Body, Token string
		Valid                  bool
	}
	if err := json.Unmarshal(text, &examples); err != nil || len(examples) < 15 {
		t.Fatalf("%d examples, %v", len(examples), err)
	}
	at := time.Date(2021, 7, 5, 10, 0, 0, 0, time.UTC)
	b := providers.NewMessageBird(config.MessageBird{SigningKey: "36efdd1aace2e26cd490f0d951138253bef2f7c6d34d18981da781555cc4cebb"},
		func() time.Time { return at })
	for _, e := range examples {
		c := providers.Callback{Method: "POST", URL: e.URL, Header: http.Header{"Messagebird-Signature-Jwt": {e.Token}}, Body: []byte(e.Body)}
		if _, err := b.Report(c); (err == nil) != e.Valid || err != nil && !errors.Is(err, providers.ErrForged) {
			t.Errorf("%s: got %v, want it taken: %v", e.Name, err, e.Valid)
		}
	}
}

// The examples of Vonage's own client for Ruby.
func TestVonagesOwnExamplesAreTakenByEachMethod(t *testing.T) {
	const query = "message-timestamp=2013-11-21%2015%3A27%3A30&messageId=020000001B0FE827&msisdn=14843472194&text=Test%20again&timestamp=1385047698&to=13239877404&type=text"
	for method, sig := range map[string]string{
		"md5hash": "d2e7b1dc968737c5998ad624e02f90b7",
		"md5":     "DDEBD46008C2D4E93CCE578A332A52D5",
		"sha1":    "27D0D05C2876C7CB1720DBCDBA4D492E1E55C09A",
		"sha256":  "DDB8397C2B90AAC7F3882D306475C9A5058C92322EEF43C92B298B6E0FC0D330",
		"sha512": "E0D3C650F8C9D1A5C174D10DDDBFB003E561F59B265616208B0487C5D819481C" +
			"D3C311D59CF6165ECD1139622D5BA3A256C0D763AC4A9AD9144B5A426B94FE82",
	} {
		v := providers.NewVonage(config.Vonage{SignatureSecret: "my_secret_key_for_testing", SignatureMethod: method})
		if _, err := v.Report(vonageReport(query + "&sig=" + sig)); err != nil {
			t.Errorf("%s: %v", method, err)
		}
		if _, err := v.Report(vonageReport(query + "s&sig=" + sig)); !errors.Is(err, providers.ErrForged) {
			t.Errorf("%s, changed: got %v", method, err)
		}
	}
}
