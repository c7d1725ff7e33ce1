package passwords

import (
	"encoding/base64"
	"fmt"
	"regexp"

	"golang.org/x/crypto/bcrypt"

	"phonelogin/auth/refusal"
)

const (
	// ourCost takes some 50 ms. It is the reference server's.
	ourCost = 10

	// maxLength is how many bytes of a password bcrypt uses.
	maxLength = 72
)

// Hash hashes a password. It refuses with BadPassword a longer one than bcrypt
// uses: passwords with the same beginning would be equal.
func Hash(password string) (string, error) {
	if len(password) > maxLength {
		return "", refusal.Kinded(refusal.BadPassword, refusal.PasswordTooLong)
	}
	hash, err := bcrypt.GenerateFromPassword([]byte(password), ourCost)
	if err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	return string(hash), nil
}

// hashForms are the accepted forms of other servers' hashes (wire contract, section
// 6.11): bcrypt, Argon2 (i and id, version 19) and Firebase's scrypt. The groups
// are the parts in base64.
var hashForms = []*regexp.Regexp{
	regexp.MustCompile(`^\$2[aby]\$(?:0[4-9]|[12][0-9]|3[01])\$[./A-Za-z0-9]{53}$`),
	regexp.MustCompile(`^\$argon2id?\$v=19\$m=[1-9][0-9]{0,9},t=[1-9][0-9]{0,9},p=[1-9][0-9]{0,2}(?:,keyid=([^,$]*))?(?:,data=([^,$]*))?\$([^$]+)\$([^$]+)$`),
	regexp.MustCompile(`^\$fbscrypt\$v=1,n=[1-9][0-9]?,r=[1-9][0-9]{0,2},p=[1-9][0-9]{0,2}(?:,ss=([^,$]+))?(?:,sk=([^,$]+))?\$([^$]+)\$([^$]+)$`),
}

// CheckForm refuses with BadPassword a hash of unknown form.
func CheckForm(hash string) error {
	for _, form := range hashForms {
		parts := form.FindStringSubmatch(hash)
		if parts != nil && allBase64(parts[1:]) {
			return nil
		}
	}
	return refusal.Kinded(refusal.BadPassword, refusal.UnknownHash)
}

// allBase64 accepts base64 with and without padding.
func allBase64(parts []string) bool {
	for _, part := range parts {
		_, padded := base64.StdEncoding.DecodeString(part)
		_, bare := base64.RawStdEncoding.DecodeString(part)
		if padded != nil && bare != nil {
			return false
		}
	}
	return true
}
