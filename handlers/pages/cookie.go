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

// newCodecs makes a codec of each key, and returns the first key as well. Its codec
// signs.
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

// newCodec signs and encrypts cookies with two keys that are derived from key.
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

// cookieOf is a cookie that scripts cannot read and other sites cannot send. With
// "__Host-" browsers take it from this host over https only. Development has plain
// http, where some browsers would drop such a cookie.
func cookieOf(name string, secure bool) http.Cookie {
	if secure {
		name = "__Host-" + name
	}
	return http.Cookie{Name: name, Path: "/", Secure: secure, HttpOnly: true, SameSite: http.SameSiteLaxMode}
}

// cookieFor is the cookie to use for a request. Pages in a frame have cookies of
// their own, so who is signed in at our pages is not signed in in the frames of
// other sites. Browsers send these cookies in frames (SameSite=None) and keep them
// apart for each site (Partitioned, CHIPS). Both need https. On plain http, in
// development, frames work where the site has our host name.
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
