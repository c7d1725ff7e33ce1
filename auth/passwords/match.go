package passwords

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/bcrypt"
	"golang.org/x/crypto/scrypt"
)

// Match compares a password with a stored hash of any supported form. An unreadable
// hash matches nothing.
func Match(hash, password string) bool {
	switch {
	case strings.HasPrefix(hash, "$argon2"):
		return matchArgon2(hash, password)
	case strings.HasPrefix(hash, "$fbscrypt$"):
		return matchFirebase(hash, password)
	}
	return len(password) <= maxLength && bcrypt.CompareHashAndPassword([]byte(hash), []byte(password)) == nil
}

// IsOurs reports whether this server would make a hash of this form.
func IsOurs(hash string) bool {
	cost, err := bcrypt.Cost([]byte(hash))
	return err == nil && cost >= ourCost
}

// DummyHash matches no password. Comparing with it takes as long as with a real
// one, so response times do not show who has an account.
const DummyHash = "$2a$10$QWERTYUIOPASDFGHJKLZXOAl2pSs8UNUoaTOy4pOgoBTvq0gNxGS2"

var argon2Form = regexp.MustCompile(`^\$(argon2id?)\$v=19\$m=(\d+),t=(\d+),p=(\d+)[^$]*\$([^$]+)\$([^$]+)$`)

// Limits on the work that a stored hash may cause.
const (
	maxArgon2Memory = 1 << 20 // KiB
	maxArgon2Time   = 64
	maxScryptLogN   = 18
)

func matchArgon2(hash, password string) bool {
	parts := argon2Form.FindStringSubmatch(hash)
	if parts == nil {
		return false
	}
	var n [3]uint64
	for i := range n {
		var err error
		if n[i], err = strconv.ParseUint(parts[i+2], 10, 32); err != nil {
			return false
		}
	}
	salt, want := anyBase64(parts[5]), anyBase64(parts[6])
	if n[0] > maxArgon2Memory || n[1] == 0 || n[1] > maxArgon2Time || n[2] == 0 || n[2] > 255 || len(want) == 0 {
		return false
	}
	derive := argon2.Key
	if parts[1] == "argon2id" {
		derive = argon2.IDKey
	}
	got := derive([]byte(password), salt, uint32(n[1]), uint32(n[0]), uint8(n[2]), uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1
}

var firebaseForm = regexp.MustCompile(`^\$fbscrypt\$v=1,n=(\d+),r=(\d+),p=(\d+)(?:,ss=([^,$]*))?(?:,sk=([^,$]*))?\$([^$]+)\$([^$]+)$`)

// matchFirebase implements Firebase's variant of scrypt: the derived key encrypts a
// key of the project, and the result is stored.
func matchFirebase(hash, password string) bool {
	parts := firebaseForm.FindStringSubmatch(hash)
	if parts == nil {
		return false
	}
	var logN, r, p int
	if _, err := fmt.Sscan(parts[1]+" "+parts[2]+" "+parts[3], &logN, &r, &p); err != nil || logN > maxScryptLogN || r > 64 || p > 64 {
		return false
	}
	salt := append(anyBase64(parts[6]), anyBase64(parts[4])...)
	derived, err := scrypt.Key([]byte(password), salt, 1<<logN, r, p, 32)
	if err != nil {
		return false
	}
	block, err := aes.NewCipher(derived)
	if err != nil {
		return false
	}
	signer, want := anyBase64(parts[5]), anyBase64(parts[7])
	got := make([]byte, len(signer))
	cipher.NewCTR(block, make([]byte, aes.BlockSize)).XORKeyStream(got, signer)
	return len(want) > 0 && subtle.ConstantTimeCompare(got, want) == 1
}

// anyBase64 decodes base64 with or without padding; nil for anything else.
func anyBase64(s string) []byte {
	b, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(s, "="))
	if err != nil {
		return nil
	}
	return b
}
