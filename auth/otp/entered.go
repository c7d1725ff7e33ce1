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

// A form that a browser sends twice gets the same answer twice. That happens after a
// double click, or when the first answer was lost. It holds only for the login in the
// browser that sent the form first; the page session knows that login. For everybody
// else a spent code is wrong (S3), and a number has to wait.

// RepeatFor is how long a right code is accepted again from the same login. A page waits
// 30 seconds for an answer before it says that none came. The person has as long again.
const RepeatFor = time.Minute

// CheckRepeat finds the challenge that the same code from the same login spent within
// RepeatFor. It counts the try first, so that repeating is no way to guess. Refuses with
// WrongCode.
func (ck *Checker) CheckRepeat(ctx context.Context, a Attempt) (*models.Challenge, error) {
	if a.Flow == "" {
		return nil, refusal.New(refusal.WrongCode)
	}
	c, err := ck.db.ReserveRepeat(ctx, a.Challenge, 2*limits.MaxTries, ck.now().Add(-RepeatFor))
	if err != nil {
		return nil, refusal.Missing(err, refusal.WrongCode, "reserve repeated try")
	}
	if !a.isFor(c) || !secrets.Equal(string(c.EnteredHash), string(ck.EnteredHash(a, c))) {
		return nil, refusal.New(refusal.WrongCode)
	}
	ck.log.InfoContext(ctx, "code accepted again", "phone", c.Phone.Masked(), "purpose", a.Purpose, "ip", client.From(ctx).IP)
	return c, nil
}

// EnteredHash returns the keyed hash by which CheckRepeat recognises a code and its
// login; "" without a Flow. Who spends the challenge stores it. The key is outside the
// database, because all codes could be tried.
func (ck *Checker) EnteredHash(a Attempt, c *models.Challenge) models.Text {
	if a.Flow == "" {
		return ""
	}
	mac := hmac.New(sha256.New, ck.repeatKey)
	mac.Write([]byte(c.ID + "\x00" + a.Flow + "\x00" + a.Code))
	return models.Text(base64.RawURLEncoding.EncodeToString(mac.Sum(nil)))
}
