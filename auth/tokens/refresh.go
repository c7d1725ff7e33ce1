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

// Refresh is what a refresh token of version 2 says (wire contract, section
// 8.2): which session, and how many rotations it is old. It is stored nowhere;
// the session row holds the newest counter.
type Refresh struct {
	Session string // UUID
	Counter int64

	signed, mac []byte // of a token that was read
}

// ErrNotRefreshToken is what ReadRefresh returns for what no server made. The
// checksum tells a mangled token from a foreign one without any key.
var ErrNotRefreshToken = errors.New("not a refresh token")

// shortForm is the older form of the wire contract, section 8.2.
var shortForm = regexp.MustCompile(`^[a-z0-9]{12}$`)

// IsShortRefresh tells whether a refresh token has the older, 12-character form,
// which says nothing by itself.
func IsShortRefresh(token string) bool { return shortForm.MatchString(token) }

// ShortRefresh makes the token of 12 characters that follows a parent in a
// session: 60 bits that nobody foresees without the key. The first one has the
// parent "". It can be made again from its parent, so that a client whose answer
// was lost gets the same one, though the database knows only hashes.
func ShortRefresh(key []byte, session, parent string) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(session + "\x00" + parent))
	return strings.ToLower(base32.StdEncoding.EncodeToString(mac.Sum(nil)))[:12]
}

// RefreshKey derives the key of one session's tokens of version 2, so that a
// leaked database forges none.
func RefreshKey(key []byte, session string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(session))
	return mac.Sum(nil)
}

// WriteRefresh makes a refresh token of version 2: version, session, counter,
// MAC and checksum in base64url. The key is the session's.
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

// ReadRefresh reads a refresh token of version 2. What it says counts for
// nothing until MadeWith was asked.
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

// MadeWith tells whether the token that was read was made with this key of its
// session.
func (r Refresh) MadeWith(key []byte) bool {
	return hmac.Equal(r.mac, refreshMAC(key, r.signed))
}

func refreshMAC(key, body []byte) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write(body)
	return mac.Sum(nil)[:16]
}
