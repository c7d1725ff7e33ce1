package secrets

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"

	"phonelogin/auth/tokens"
	"phonelogin/models"
)

// RefreshKeys make and recognise refresh tokens. All of them are derived from
// the master key, so that a leaked database opens no session: version 2 has no
// rows, and those of the 12-character form hold a keyed hash, because 60 bits
// could be found from a plain one.
type RefreshKeys struct {
	mac   []byte // of tokens of version 2
	short []byte // makes tokens of 12 characters
	hash  []byte // hashes them
	seal  *Seal  // encrypts the keys of imported sessions
}

// NewRefreshKeys derives them.
func NewRefreshKeys(master Master) (*RefreshKeys, error) {
	var k RefreshKeys
	for use, into := range map[string]*[]byte{
		"refresh token": &k.mac, "short refresh token": &k.short,
		"hash of short refresh tokens": &k.hash,
	} {
		key, err := master.For(use)
		if err != nil {
			return nil, fmt.Errorf("derive key: %w", err)
		}
		*into = key
	}
	var err error
	k.seal, err = master.SealFor("refresh keys of sessions")
	return &k, err
}

// Hash is what a row of refresh_tokens holds of a token of 12 characters.
func (k *RefreshKeys) Hash(token string) string {
	mac := hmac.New(sha256.New, k.hash)
	mac.Write([]byte(token))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// Seal encrypts the key with which another server made a session's refresh
// tokens of version 2, for its column refresh_key. newest is the counter that the
// session has there: that server's key makes no token beyond it, even if it
// leaked. The key is base64url of 32 bytes, as that server stores it.
func (k *RefreshKeys) Seal(random io.Reader, session, key string, newest int64) (models.Text, error) {
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(key, "="))
	if err != nil || len(raw) != 32 {
		return "", errors.New("refresh token key: not 32 bytes in base64url")
	}
	text := append(binary.BigEndian.AppendUint64(nil, uint64(newest)), raw...)
	sealed, err := k.seal.Close(random, session, text)
	return models.Text(base64.RawURLEncoding.EncodeToString(sealed)), err
}

// Unseal is the reverse of Seal.
func (k *RefreshKeys) Unseal(session string, sealed models.Text) (key []byte, newest int64, err error) {
	raw, err := base64.RawURLEncoding.DecodeString(string(sealed))
	if err != nil {
		return nil, 0, fmt.Errorf("decode refresh key: %w", err)
	}
	text, err := k.seal.Open(session, raw)
	if err != nil {
		return nil, 0, fmt.Errorf("open refresh key: %w", err)
	}
	if len(text) != 8+32 {
		return nil, 0, errors.New("open refresh key: has the wrong size")
	}
	return text[8:], int64(binary.BigEndian.Uint64(text)), nil
}

// IsOurs tells whether a token of version 2 is ours.
func (k *RefreshKeys) IsOurs(r tokens.Refresh) bool {
	return r.MadeWith(tokens.RefreshKey(k.mac, r.Session))
}

// Write makes the newest token of version 2 of a session.
func (k *RefreshKeys) Write(session *models.Session) (string, error) {
	token, err := tokens.WriteRefresh(tokens.RefreshKey(k.mac, session.ID),
		tokens.Refresh{Session: session.ID, Counter: session.TokenCounter})
	if err != nil {
		return "", fmt.Errorf("write refresh token: %w", err)
	}
	return token, nil
}

// Child makes the token of 12 characters that follows parent, and its hash; the
// first of a session has the parent "".
func (k *RefreshKeys) Child(session, parent string) (token, hash string) {
	token = tokens.ShortRefresh(k.short, session, parent)
	return token, k.Hash(token)
}
