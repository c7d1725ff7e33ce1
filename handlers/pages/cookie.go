package pages

import (
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"
	"net/http"
	"time"

	"github.com/gorilla/securecookie"

	"phonelogin/config"
)

// newCodecs makes a codec of each key, and tells the first key.
func newCodecs(keys []string, life time.Duration) (codecs []securecookie.Codec, first []byte, err error) {
	for _, key := range keys {
		raw, err := config.DecodeKey(key)
		if err != nil {
			return nil, nil, fmt.Errorf("secrets.cookie_keys: %w", err)
		}
		codec, err := newCodec(raw, life)
		if err != nil {
			return nil, nil, err
		}
		codecs = append(codecs, codec)
		if first == nil {
			first = raw
		}
	}
	return codecs, first, nil
}

// newCodec signs and encrypts cookies with keys made of one.
func newCodec(key []byte, life time.Duration) (*securecookie.SecureCookie, error) {
	sign, err := hkdf.Key(sha256.New, key, nil, "phonelogin cookie signature", 32)
	if err != nil {
		return nil, err
	}
	hide, err := hkdf.Key(sha256.New, key, nil, "phonelogin cookie encryption", 32)
	if err != nil {
		return nil, err
	}
	codec := securecookie.New(sign, hide).MaxAge(int(life.Seconds()))
	return codec.SetSerializer(securecookie.JSONEncoder{}), nil
}

// cookieOf is a cookie that scripts cannot read and other sites cannot send.
// "__Host-" makes browsers refuse it from anywhere but this host over https; on
// plain http, which only development has, some browsers would drop it.
func cookieOf(name string, secure bool) http.Cookie {
	if secure {
		name = "__Host-" + name
	}
	return http.Cookie{Name: name, Path: "/", Secure: secure, HttpOnly: true, SameSite: http.SameSiteLaxMode}
}

// cookieFor is the variant of a cookie for a request. The pages in a frame have
// cookies of their own, so that the signed-in browser of our other pages stays out
// of other sites' frames. Browsers send them there (SameSite=None), but apart for
// each site (Partitioned, CHIPS). Both need https; on plain http, which only
// development has, the frame works where its site has our host name.
func cookieFor(r *http.Request, cookie http.Cookie) http.Cookie {
	if !isFramed(r) {
		return cookie
	}
	cookie.Name += "-framed"
	if cookie.Secure {
		cookie.SameSite, cookie.Partitioned = http.SameSiteNoneMode, true
	}
	return cookie
}
