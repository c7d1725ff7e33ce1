package tokens

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"regexp"

	"github.com/google/uuid"
)

// Refresh is what a refresh token says: which session, and how many rotations
// it is old. It is stored nowhere; the session row holds the newest counter.
type Refresh struct {
	Session string // UUID
	Counter int64
}

// Errors of ReadRefresh.
var (
	ErrNotRefreshToken = errors.New("not a refresh token")   // cannot be one, of whatever server
	ErrForeignRefresh  = errors.New("foreign refresh token") // well formed, but not made with this key
)

// legacy is the older format of the wire contract, section 8.2.
var legacy = regexp.MustCompile(`^[a-z0-9]{12}$`)

// WriteRefresh makes a refresh token of version 2 (wire contract, section 8.2):
// version, session, counter, MAC and checksum in base64url. The MAC's key is
// derived from key and the session, so that a leaked database forges nothing.
func WriteRefresh(key []byte, r Refresh) (string, error) {
	id, err := uuid.Parse(r.Session)
	if err != nil {
		return "", err
	}
	body := append([]byte{0}, id[:]...)
	body = binary.AppendUvarint(body, uint64(r.Counter))
	body = append(body, refreshMAC(key, r.Session, body)...)
	sum := sha256.Sum256(body)
	return base64.RawURLEncoding.EncodeToString(append(body, sum[:4]...)), nil
}

// ReadRefresh reads a refresh token, or returns one of the two errors above.
// The checksum tells a mangled token from a foreign one without any key.
func ReadRefresh(key []byte, token string) (Refresh, error) {
	if legacy.MatchString(token) {
		return Refresh{}, ErrForeignRefresh
	}
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
	r := Refresh{Session: id.String(), Counter: int64(counter)}
	if !hmac.Equal(mac, refreshMAC(key, r.Session, signed)) {
		return Refresh{}, ErrForeignRefresh
	}
	return r, nil
}

func refreshMAC(key []byte, session string, body []byte) []byte {
	own := hmac.New(sha256.New, key)
	own.Write([]byte(session))
	mac := hmac.New(sha256.New, own.Sum(nil))
	mac.Write(body)
	return mac.Sum(nil)[:16]
}
