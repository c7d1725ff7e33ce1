package othernames

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// derivedBytes is the length of the master key and the cookie keys.
const derivedBytes = 32

// derived are the secrets that GoTrue does not have, with their prefixes.
var derived = []struct{ key, prefix string }{
	{"secrets.master_key", ""},
	{"secrets.cookie_keys", ""},
	{"auth.publishable_key", "sb_publishable_"},
	{"auth.secret_key", "sb_secret_"},
}

// FromSecret makes the missing secrets of a GoTrue deployment from the one secret
// that it has, which signs its tokens. Anybody with that secret can make every
// access token anyway, so the derived ones give no further access. All replicas
// derive the same.
func FromSecret(jwtSecret string, isSet func(key string) bool) (t Translation) {
	var keys []string
	for _, d := range derived {
		if isSet(d.key) {
			continue
		}
		keys = append(keys, d.key)
		// Errors are about lengths, which are constant here.
		made, _ := hkdf.Key(sha256.New, []byte(jwtSecret), nil, "phonelogin setting "+d.key, derivedBytes)
		t.set(d.key, d.prefix+base64.RawURLEncoding.EncodeToString(made), "GOTRUE_JWT_SECRET")
	}
	if len(keys) > 0 {
		t.remark("environment", strings.Join(keys, ", ")+
			" are derived from the JWT secret: set your own, or changing it ends codes, sessions and cookies")
	}
	return t
}
