package otp

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"time"

	"phonelogin/auth/client"
	"phonelogin/auth/limits"
	"phonelogin/auth/refusal"
	"phonelogin/auth/secrets"
	"phonelogin/models"
)

// What a browser sends twice gets the same answer twice: by a double click, or
// because the first answer was lost on the way. Only the login in the browser that
// sent it first can do so, which its page session holds: for everybody else a
// spent code is wrong (proves S3), and a number has to wait.

// RepeatFor is how long a right code is right once more. A page waits 30 seconds
// for an answer before it says that none came; as long again is for the person.
const RepeatFor = time.Minute

// EnteredBefore finds the challenge that the same code from the same login spent
// just now. The try is counted first, so that no more can be guessed than before.
// Refuses with WrongCode.
func (ck *Checker) EnteredBefore(ctx context.Context, a Attempt) (*models.Challenge, error) {
	if a.Flow == "" {
		return nil, refusal.New(refusal.WrongCode)
	}
	c, err := ck.db.ReserveRepeat(ctx, a.Challenge, 2*limits.MaxTries, ck.now().Add(-RepeatFor))
	if err != nil {
		return nil, refusal.Missing(err, refusal.WrongCode, "reserve repeated try")
	}
	if !a.answers(c) || !secrets.Equal(string(c.EnteredHash), string(ck.EnteredHash(a, c))) {
		return nil, refusal.New(refusal.WrongCode)
	}
	ck.log.InfoContext(ctx, "code accepted again", "phone", c.Phone.Masked(), "purpose", a.Purpose, "ip", client.From(ctx).IP)
	return c, nil
}

// EnteredHash is by what a right code is known again that was entered in a login,
// for whoever spends the challenge; "" where no login is named. The key is outside
// the database, because codes are few enough to be tried out.
func (ck *Checker) EnteredHash(a Attempt, c *models.Challenge) models.Text {
	if a.Flow == "" {
		return ""
	}
	mac := hmac.New(sha256.New, ck.repeatKey)
	mac.Write([]byte(c.ID + "\x00" + a.Flow + "\x00" + a.Code))
	return models.Text(base64.RawURLEncoding.EncodeToString(mac.Sum(nil)))
}
