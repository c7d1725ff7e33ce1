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

// RefreshKeys makes and recognises refresh tokens. They are derived from the master
// key, so a leaked database opens no session: tokens of version 2 are not stored,
// and 12-character tokens are stored as keyed hashes, because their 60 bits could
// be found from a plain hash.
type RefreshKeys struct {
	mac   []byte // of tokens of version 2
	short []byte // makes 12-character tokens
	hash  []byte // hashes them
	seal  *Seal  // encrypts the keys of imported sessions
}

// NewRefreshKeys derives the keys.
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

// Hash is the stored hash of a 12-character token.
func (k *RefreshKeys) Hash(token string) string {
	mac := hmac.New(sha256.New, k.hash)
	mac.Write([]byte(token))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// Seal encrypts another server's key of a session's refresh tokens of version 2,
// for the column refresh_key. newest is the session's counter there: with that key
// no later token is accepted, even if it leaked. key is 32 bytes in base64url, as
// that server stores it.
func (k *RefreshKeys) Seal(random io.Reader, session, key string, newest int64) (models.Text, error) {
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(key, "="))
	if err != nil || len(raw) != 32 {
		return "", errors.New("refresh token key: not 32 bytes in base64url")
	}
	text := append(binary.BigEndian.AppendUint64(nil, uint64(newest)), raw...)
	sealed, err := k.seal.Close(random, session, text)
	return models.Text(base64.RawURLEncoding.EncodeToString(sealed)), err
}

// Unseal reverses Seal.
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

// IsOurs reports whether a token of version 2 was made with our key.
func (k *RefreshKeys) IsOurs(r tokens.Refresh) bool {
	return r.MadeWith(tokens.RefreshKey(k.mac, r.Session))
}

// Write makes a session's newest token of version 2.
func (k *RefreshKeys) Write(session *models.Session) (string, error) {
	token, err := tokens.WriteRefresh(tokens.RefreshKey(k.mac, session.ID),
		tokens.Refresh{Session: session.ID, Counter: session.TokenCounter})
	if err != nil {
		return "", fmt.Errorf("write refresh token: %w", err)
	}
	return token, nil
}

// Child makes the 12-character token after parent, and its hash. The first token of
// a session has the parent "".
func (k *RefreshKeys) Child(session, parent string) (token, hash string) {
	token = tokens.ShortRefresh(k.short, session, parent)
	return token, k.Hash(token)
}
