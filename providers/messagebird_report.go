package providers

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"net/url"
	"strings"
	"time"
)

// clockSkew is how far the clocks of MessageBird and this machine may differ.
const clockSkew = time.Minute

// Report reads a status report of MessageBird. It refuses with ErrForged a request
// that the signing key did not sign, or that was signed for another time or
// address. The State is "" for a status that says nothing about delivery to the
// phone.
func (b *MessageBird) Report(c Callback) (Report, error) {
	u, err := url.Parse(c.URL)
	if err != nil || !b.signed(c) {
		return Report{}, ErrForged
	}
	q := u.Query()
	r := Report{ID: q.Get("id"), Segments: number(q.Get("messagePartCount")), Price: q.Get("price[amount]"), Currency: q.Get("price[currency]")}
	switch status := q.Get("status"); status {
	case "sent", "buffered":
		r.State = Sent
	case "delivered":
		r.State = Delivered
	case "expired", "delivery_failed":
		r.State = Undelivered
		code := number(q.Get("statusErrorCode"))
		r.Err = newReportError(code, messageBirdReason(code, q.Get("statusReason")), fmt.Sprintf("messagebird: callback, message %s, code %d", status, code))
	}
	return r, nil
}

// signed reports whether the token in MessageBird-Signature-JWT is signed with the
// signing key, valid now, and made for this address and body ("Verifying requests",
// MessageBird documentation).
func (b *MessageBird) signed(c Callback) bool {
	var claims struct {
		Issuer      string `json:"iss"`
		NotBefore   int64  `json:"nbf"`
		Expires     int64  `json:"exp"`
		URLHash     string `json:"url_hash"`
		PayloadHash string `json:"payload_hash"`
	}
	if b.cfg.SigningKey == "" || !readHMAC(c.Header.Get("MessageBird-Signature-JWT"), b.cfg.SigningKey, &claims) {
		return false
	}
	now := b.now()
	switch {
	case claims.Issuer != "MessageBird",
		now.Before(time.Unix(claims.NotBefore, 0).Add(-clockSkew)), now.After(time.Unix(claims.Expires, 0).Add(clockSkew)),
		claims.URLHash != hexSum(c.URL):
		return false
	case len(c.Body) == 0:
		return claims.PayloadHash == "" // otherwise somebody removed the body
	}
	return claims.PayloadHash == hexSum(string(c.Body))
}

// readHMAC reads the claims of a JWT signed by one of the HMACs of RFC 7518,
// section 3.2, under key. Other algorithms are refused.
func readHMAC(token, key string, claims any) bool {
	signed, signature, ok := cutLast(token, ".")
	header, payload, ok2 := strings.Cut(signed, ".")
	got, err := base64.RawURLEncoding.DecodeString(signature)
	var h struct{ Alg string }
	if !ok || !ok2 || err != nil || !readPart(header, &h) {
		return false
	}
	method := map[string]func() hash.Hash{"HS256": sha256.New, "HS384": sha512.New384, "HS512": sha512.New}[h.Alg]
	if method == nil {
		return false
	}
	mac := hmac.New(method, []byte(key))
	mac.Write([]byte(signed))
	return hmac.Equal(got, mac.Sum(nil)) && readPart(payload, claims)
}

func readPart(part string, v any) bool {
	text, err := base64.RawURLEncoding.DecodeString(part)
	return err == nil && json.Unmarshal(text, v) == nil
}

func cutLast(s, sep string) (before, after string, found bool) {
	at := strings.LastIndex(s, sep)
	if at < 0 {
		return s, "", false
	}
	return s[:at], s[at+len(sep):], true
}

func hexSum(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// messageBirdReason is why a message was not delivered: by the code when it is
// listed, else by MessageBird's word.
func messageBirdReason(code int, words string) Reason {
	otherwise, ok := messageBirdReasons[words]
	if !ok {
		otherwise = Reason(NotReached)
	}
	return reasonOfCode(code, otherwise, messageBirdReports)
}
