package admin

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"

	"phonelogin/models"
	"phonelogin/models/phone"
)

// erase replaces everything that names the user by keyed hashes, because a plain
// hash of a number is found by trying all numbers. With the key, one can still
// check whether a number was this user's.
func (s *Service) erase(u *models.User) {
	hide := func(value string, size int) string {
		if value == "" {
			return ""
		}
		mac := hmac.New(sha256.New, s.eraseKey)
		mac.Write([]byte(u.ID + "\x00" + value))
		return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))[:size]
	}
	u.Phone = phone.Number(hide(u.Phone.Digits(), 15))
	u.WantedPhone = phone.Number(hide(u.WantedPhone.Digits(), 15))
	u.Email = models.Text(hide(string(u.Email), 43))
	u.Password, u.Unproved = "", false
	u.UserMetadata, u.AppMetadata, u.IdentityData = nil, nil, nil
	for i := range u.MoreIdentities {
		other := &u.MoreIdentities[i]
		other.ID, other.Email, other.IdentityData = hide(other.ID, 43), "", nil
	}
}
