package takeover

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"strings"
)

// errNoKey means that a text is encrypted with a key that was not given.
var errNoKey = errors.New("encrypted with a key that was not given")

// decrypt reads a column that the other server may have encrypted (wire contract,
// section 13, DB_ENCRYPTION): AES-256-GCM with a key derived from a named key and
// the row id. Plain text is returned unchanged.
func (i *Import) decrypt(rowID, text string) (string, error) {
	var sealed struct {
		KeyID string `json:"key_id"`
		Alg   string `json:"alg"`
		Data  []byte `json:"data"`
		Nonce []byte `json:"nonce"`
	}
	if !strings.HasPrefix(text, "{") || json.Unmarshal([]byte(text), &sealed) != nil {
		return text, nil
	}
	key := i.DecryptionKeys[sealed.KeyID]
	if key == nil || sealed.Alg != "aes-gcm-hkdf" || len(sealed.Nonce) != 12 {
		return "", errNoKey
	}
	own, err := hkdf.Key(sha256.New, key, nil, rowID, 32)
	if err != nil {
		return "", errNoKey
	}
	block, err := aes.NewCipher(own)
	if err != nil {
		return "", errNoKey
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return "", errNoKey
	}
	plain, err := aead.Open(nil, sealed.Nonce, sealed.Data, nil)
	if err != nil {
		return "", errNoKey
	}
	return string(plain), nil
}
