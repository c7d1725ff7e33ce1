package providers

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1" // accounts may choose these; they are still safe inside an HMAC
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Report reads a delivery receipt of Vonage, sent by GET, as a form or as JSON. It
// refuses with ErrForged a request that the signature secret did not sign. The
// State is "" for a status that says nothing about delivery to the phone.
func (v *Vonage) Report(c Callback) (Report, error) {
	values, err := valuesOf(c)
	if err != nil || !v.signed(values) {
		return Report{}, ErrForged
	}
	r := Report{ID: values["messageId"], Price: values["price"]}
	if r.Price != "" {
		r.Currency = "EUR"
	}
	switch status := values["status"]; status {
	case "accepted", "buffered":
		r.State = Sent
	case "delivered":
		r.State = Delivered
	case "expired", "failed", "rejected", "deleted":
		r.State = Undelivered
		code := number(values["err-code"])
		r.Err = newReportError(code, reasonOfCode(code, Reason(NotReached), vonageReports), fmt.Sprintf("vonage: callback, message %s, code %d", status, code))
	}
	return r, nil
}

// valuesOf reads the parameters of a callback from the URL, the form or the JSON
// body.
func valuesOf(c Callback) (map[string]string, error) {
	all := map[string]string{}
	if strings.HasPrefix(c.Header.Get("Content-Type"), "application/json") {
		var body map[string]any
		if err := json.Unmarshal(c.Body, &body); err != nil {
			return nil, err
		}
		for name, value := range body {
			all[name] = fmt.Sprint(value)
		}
		return all, nil
	}
	u, err := url.Parse(c.URL)
	if err != nil {
		return nil, err
	}
	form, err := url.ParseQuery(string(c.Body))
	if err != nil {
		return nil, err
	}
	for _, values := range []url.Values{u.Query(), form} {
		for name := range values {
			all[name] = values.Get(name)
		}
	}
	return all, nil
}

// signed reports whether sig is the signature of all other parameters, in the order
// of their names, under the secret ("Signing messages", Vonage documentation).
func (v *Vonage) signed(values map[string]string) bool {
	if v.cfg.SignatureSecret == "" {
		return false
	}
	var text strings.Builder
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if name != "sig" {
			text.WriteString("&" + name + "=" + strings.NewReplacer("&", "_", "=", "_").Replace(values[name]))
		}
	}
	got, err := hex.DecodeString(values["sig"])
	return err == nil && hmac.Equal(got, v.mac(text.String()))
}

func (v *Vonage) mac(text string) []byte {
	if v.cfg.SignatureMethod == "md5hash" {
		sum := md5.Sum([]byte(text + v.cfg.SignatureSecret))
		return sum[:]
	}
	method := map[string]func() hash.Hash{"md5": md5.New, "sha1": sha1.New, "sha256": sha256.New, "sha512": sha512.New}[v.cfg.SignatureMethod]
	mac := hmac.New(method, []byte(v.cfg.SignatureSecret))
	mac.Write([]byte(text))
	return mac.Sum(nil)
}

// number reads a code or a count; 0 for none. A longer number than any code may be
// a phone number, and is not read.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > 999_999 {
		return 0
	}
	return n
}
