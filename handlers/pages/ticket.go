package pages

import (
	"cmp"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"phonelogin/config"
)

// tickets are the signed parts of the addresses of a flow. A ticket holds what the
// app asked for and the language of the person. With it a login whose page session
// is gone begins again with the same app: the cookie was lost, the address was
// opened in another browser, or the database came back from a backup.
//
// A ticket holds no number, no code and no session. It leads to the page that asks
// for a number, as the app's own link to /login does, so an attacker who makes
// someone open their ticket gains no more than with such a link. The app refuses the
// answer, because state and the PKCE verifier belong to another browser (RFC 6749,
// section 10.12). At each step the registration decides where an answer may go. The
// signature proves that we wrote the ticket.
type tickets struct {
	keys [][]byte // the first signs, and all are accepted
	now  func() time.Time
}

const (
	// ticketLife is that of the page session for which a ticket stands in.
	ticketLife = visitorLife

	// maxTicket bounds a ticket, in bytes. Browsers send an address up to three
	// times in a request (the line, Referer, HX-Current-URL), and servers in between
	// take 8 kB for each and 16 kB together. Requests of apps hardly ever need a tenth
	// of that.
	maxTicket = 4096

	ticketVersion = 1
	ticketMAC     = sha256.Size
)

// newTickets takes the cookie keys. The first signs, and all are accepted.
func newTickets(keys []string, now func() time.Time) (*tickets, error) {
	t := &tickets{now: now}
	for _, key := range keys {
		raw, err := config.DecodeKey(key)
		if err != nil {
			return nil, fmt.Errorf("secrets.cookie_keys: %w", err)
		}
		own, err := hkdf.Key(sha256.New, raw, nil, "phonelogin ticket", 32)
		if err != nil {
			return nil, err
		}
		t.keys = append(t.keys, own)
	}
	return t, nil
}

// seal writes a ticket; "" where it would be too long for an address. It stays the
// same for an hour, so the browser's history does not fill with copies of one page.
func (t *tickets) seal(r authorizationRequest, now time.Time) string {
	end := now.Add(ticketLife + time.Hour).Truncate(time.Hour)
	body := binary.AppendUvarint([]byte{ticketVersion}, uint64(end.Unix()))
	for _, p := range r.parameters() {
		body = binary.AppendUvarint(body, uint64(len(*p.value)))
		body = append(body, *p.value...)
	}
	sealed := base64.RawURLEncoding.EncodeToString(append(body, sign(t.keys[0], body)...))
	if len(sealed) > maxTicket {
		return ""
	}
	return sealed
}

// open reads a ticket. ok is false for one that was tampered with, has expired, or
// is none.
func (t *tickets) open(sealed string, now time.Time) (authorizationRequest, bool) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(sealed)
	if err != nil || len(raw) <= ticketMAC {
		return authorizationRequest{}, false
	}
	body, mac := raw[:len(raw)-ticketMAC], raw[len(raw)-ticketMAC:]
	if !t.signed(body, mac) || body[0] != ticketVersion {
		return authorizationRequest{}, false
	}
	return readTicket(body[1:], now)
}

// readTicket reads the signed part after its version.
func readTicket(body []byte, now time.Time) (r authorizationRequest, ok bool) {
	end, n := binary.Uvarint(body)
	if n <= 0 || now.Unix() >= int64(end) {
		return authorizationRequest{}, false
	}
	body = body[n:]
	for _, p := range r.parameters() {
		size, n := binary.Uvarint(body)
		if n <= 0 || size > uint64(len(body)-n) {
			return authorizationRequest{}, false
		}
		*p.value, body = string(body[n:n+int(size)]), body[n+int(size):]
	}
	return r, true
}

func (t *tickets) signed(body, mac []byte) bool {
	for _, key := range t.keys {
		if hmac.Equal(mac, sign(key, body)) {
			return true
		}
	}
	return false
}

func sign(key, body []byte) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write(body)
	return mac.Sum(nil)
}

// read is the ticket in the address of a request.
func (t *tickets) read(c echo.Context) (authorizationRequest, bool) {
	sealed := c.QueryParam("ticket")
	if sealed == "" {
		return authorizationRequest{}, false
	}
	return t.open(sealed, t.now())
}

// flowURL is the address of a page of a flow, with its ticket.
func (t *tickets) flowURL(c echo.Context, page string, f *flow) string {
	r := f.ticketRequest()
	r.UILocales = cmp.Or(r.UILocales, text(c).Lang())
	q := url.Values{"flow": {f.ID}}
	if sealed := t.seal(r, t.now()); sealed != "" {
		q.Set("ticket", sealed)
	}
	return page + "?" + q.Encode()
}

// languages are those that the app asked for, from the ticket in the address; "" for
// none.
func (t *tickets) languages(c echo.Context) string {
	r, _ := t.read(c)
	return r.UILocales
}
