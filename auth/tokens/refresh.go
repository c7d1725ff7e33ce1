package tokens

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"regexp"
	"strings"

	"github.com/google/uuid"
)

// Refresh is the content of a refresh token of version 2 (wire contract, section
// 8.2): its session and the number of rotations. Tokens are not stored; the session
// row holds the newest counter.
type Refresh struct {
	Session string // UUID
	Counter int64

	signed, mac []byte // set by ReadRefresh
}

// ErrNotRefreshToken is returned by ReadRefresh for text that no server made. The
// checksum shows a damaged token without any key.
var ErrNotRefreshToken = errors.New("not a refresh token")

// shortForm is the older form of the wire contract, section 8.2.
var shortForm = regexp.MustCompile(`^[a-z0-9]{12}$`)

// IsShortRefresh reports whether a refresh token has the older, 12-character form,
// which has no content of its own.
func IsShortRefresh(token string) bool { return shortForm.MatchString(token) }

// ShortRefresh makes the 12-character token that follows a parent in a session: 60
// bits that nobody can predict without the key. The first one has the parent "". It
// can be computed again from its parent, so that a client that missed the answer
// gets the same token although the database stores only hashes.
func ShortRefresh(key []byte, session, parent string) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(session + "\x00" + parent))
	return strings.ToLower(base32.StdEncoding.EncodeToString(mac.Sum(nil)))[:12]
}

// RefreshKey derives the key of one session's tokens of version 2.
func RefreshKey(key []byte, session string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(session))
	return mac.Sum(nil)
}

// WriteRefresh makes a refresh token of version 2: version, session, counter, MAC
// and checksum in base64url. key is the session's.
func WriteRefresh(key []byte, r Refresh) (string, error) {
	id, err := uuid.Parse(r.Session)
	if err != nil {
		return "", err
	}
	body := append([]byte{0}, id[:]...)
	body = binary.AppendUvarint(body, uint64(r.Counter))
	body = append(body, refreshMAC(key, body)...)
	sum := sha256.Sum256(body)
	return base64.RawURLEncoding.EncodeToString(append(body, sum[:4]...)), nil
}

// ReadRefresh reads a refresh token of version 2. The caller must check it with
// MadeWith.
func ReadRefresh(token string) (Refresh, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(raw) < 1+16+1+16+4 || len(raw) > 1+16+binary.MaxVarintLen64+16+4 || raw[0] != 0 {
		return Refresh{}, ErrNotRefreshToken
	}
	body, check := raw[:len(raw)-4], raw[len(raw)-4:]
	sum := sha256.Sum256(body)
	if string(sum[:4]) != string(check) {
		return Refresh{}, ErrNotRefreshToken
	}
	signed, mac := body[:len(body)-16], body[len(body)-16:]
	counter, n := binary.Uvarint(signed[17:])
	if n != len(signed)-17 || counter > 1<<62 {
		return Refresh{}, ErrNotRefreshToken
	}
	id, err := uuid.FromBytes(signed[1:17])
	if err != nil {
		return Refresh{}, ErrNotRefreshToken
	}
	return Refresh{Session: id.String(), Counter: int64(counter), signed: signed, mac: mac}, nil
}

// MadeWith reports whether the token was made with this key of its session.
func (r Refresh) MadeWith(key []byte) bool {
	return hmac.Equal(r.mac, refreshMAC(key, r.signed))
}

func refreshMAC(key, body []byte) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write(body)
	return mac.Sum(nil)[:16]
}
