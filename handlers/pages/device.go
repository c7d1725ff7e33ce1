package pages

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gorilla/securecookie"
	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/locales"
)

// deviceLife is how long a browser counts as known after its last sign-in.
const deviceLife = 365 * 24 * time.Hour

// maxDeviceNumbers bounds the cookie. A tablet of a family has fewer.
const maxDeviceNumbers = 8

// devices remembers which numbers signed in on a browser, in a cookie that outlives
// the sign-out. Wrong codes that are entered elsewhere do not count against a known
// browser, so a stranger who guesses cannot lock the owner out (S7).
type devices struct {
	codecs []securecookie.Codec
	key    []byte
	cookie http.Cookie
}

// device is the content of the cookie.
type device struct {
	ID      string   `json:"id"`
	Numbers []string `json:"n"` // keyed hashes, newest last
}

func newDevices(keys []string, secure bool) (*devices, error) {
	codecs, first, err := newCodecs(keys, deviceLife)
	if err != nil {
		return nil, err
	}
	key, err := hkdf.Key(sha256.New, first, nil, "phonelogin device", 32)
	if err != nil {
		return nil, err
	}
	return &devices{codecs: codecs, key: key, cookie: cookieOf("phonelogin-device", secure)}, nil
}

func (d *devices) read(c echo.Context) device {
	var known device
	name := cookieFor(c.Request(), d.cookie).Name
	cookie, err := c.Cookie(name)
	if err != nil || securecookie.DecodeMulti(name, cookie.Value, &known, d.codecs...) != nil {
		return device{}
	}
	return known
}

// idFor names the browser whose tries for a number are counted apart; "" where the
// number never signed in here, whose tries count with those of all strangers.
func (d *devices) idFor(c echo.Context, phone auth.Phone) string {
	known := d.read(c)
	if known.ID == "" || !slices.Contains(known.Numbers, d.hash(phone)) {
		return ""
	}
	return known.ID
}

// remember notes that a number signed in on this browser.
func (d *devices) remember(c echo.Context, phone auth.Phone) error {
	known := d.read(c)
	if known.ID == "" {
		known.ID = rand.Text()
	}
	hash := d.hash(phone)
	known.Numbers = slices.DeleteFunc(known.Numbers, func(n string) bool { return n == hash })
	known.Numbers = append(known.Numbers, hash)
	known.Numbers = known.Numbers[max(0, len(known.Numbers)-maxDeviceNumbers):]
	cookie := cookieFor(c.Request(), d.cookie)
	value, err := securecookie.EncodeMulti(cookie.Name, known, d.codecs...)
	if err != nil {
		return err
	}
	cookie.Value, cookie.MaxAge = value, int(deviceLife.Seconds())
	c.SetCookie(&cookie)
	return nil
}

func (d *devices) hash(phone auth.Phone) string {
	mac := hmac.New(sha256.New, d.key)
	mac.Write([]byte(phone))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:12])
}

// deviceName names a browser for people: "Chrome on Android".
func deviceName(text locales.Printer, userAgent string) string {
	browser := firstOf(userAgent, text.T("device.browser"), []string{
		"Edg", "Edge", "OPR", "Opera", "SamsungBrowser", "Samsung Internet", "Firefox", "Firefox", "FxiOS", "Firefox",
		"CriOS", "Chrome", "Chrome", "Chrome", "Safari", "Safari",
	})
	system := firstOf(userAgent, "", []string{
		"Android", "Android", "iPhone", "iPhone", "iPad", "iPad", "Windows", "Windows",
		"Mac OS X", "Mac", "CrOS", "ChromeOS", "Linux", "Linux",
	})
	if system == "" {
		return browser
	}
	return text.T("device.on", "browser", browser, "system", system)
}

// firstOf takes pairs of a mark and its meaning, and returns the meaning of the
// first mark in s.
func firstOf(s, none string, pairs []string) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		if strings.Contains(s, pairs[i]) {
			return pairs[i+1]
		}
	}
	return none
}
