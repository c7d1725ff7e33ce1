package auth

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"phonelogin/auth/client"
	"phonelogin/auth/limits"
	"phonelogin/auth/refusal"
	"phonelogin/auth/secrets"
	"phonelogin/auth/sessions"
	"phonelogin/models"
)

// What a browser sends twice gets the same answer twice: by a double click, or
// because the first answer was lost on the way. Only the login in the browser that
// sent it first can do so, which its page session holds: for everybody else a
// spent code is wrong (proves S3), and a number has to wait.

// RepeatFor is how long a right code is right once more. A page waits 30 seconds
// for an answer before it says that none came; as long again is for the person.
const RepeatFor = time.Minute

// Enter lets the bearer of a right code in as Verify does, and the same login in
// the same browser once more while RepeatFor lasts: with the same session. Of a login in
// a frame the session has ended: its bearer is only good for what the app gets. Refuses
// as Verify does.
func (s *Service) Enter(ctx context.Context, a Attempt) (*sessions.Bearer, error) {
	b, err := s.enter(ctx, a)
	if err != nil || !a.InFrame {
		return b, err
	}
	if _, err := s.sessions.SignOut(ctx, b.User.ID, b.Session.ID, sessions.Local); err != nil {
		return nil, err
	}
	return b, nil
}

func (s *Service) enter(ctx context.Context, a Attempt) (*sessions.Bearer, error) {
	grant, err := s.Verify(ctx, a)
	if err == nil {
		return &sessions.Bearer{User: grant.User, Session: grant.Session}, nil
	}
	if !refusal.Is(err, refusal.WrongCode) {
		return nil, err
	}
	b, again := s.Repeat(ctx, a)
	if refusal.Is(again, refusal.WrongCode) {
		return nil, err // which knows the tries left
	}
	return b, again
}

// Repeat tells whom the same code from the same login let in just now. Refuses
// with WrongCode or UserBanned.
func (s *Service) Repeat(ctx context.Context, a Attempt) (*sessions.Bearer, error) {
	c, err := s.enteredBefore(ctx, a)
	if err != nil {
		return nil, err
	}
	if a.InFrame {
		return s.ownerAgain(ctx, c)
	}
	b, err := s.sessions.Holder(ctx, string(c.SessionID))
	if refusal.Is(err, refusal.NoSession) {
		return nil, s.shutOut(ctx, c) // signed out since
	}
	return b, err
}

// ownerAgain is the bearer of a code whose session ended with its answer.
func (s *Service) ownerAgain(ctx context.Context, c *models.Challenge) (*sessions.Bearer, error) {
	u, err := s.db.UserByPhone(ctx, c.Phone)
	if errors.Is(err, models.ErrNotFound) || err == nil && u.Banned(s.now()) {
		return nil, s.shutOut(ctx, c)
	}
	if err != nil {
		return nil, fmt.Errorf("find user: %w", err)
	}
	proved := models.Methods{{Method: "otp", Timestamp: c.SpentAt.Unix()}}
	return &sessions.Bearer{User: u, Session: &Session{ID: string(c.SessionID), UserID: u.ID, AAL: "aal1", AMR: proved}}, nil
}

// enteredBefore finds the challenge that the same code from the same login spent
// just now. The try is counted first, so that no more can be guessed than before.
// Refuses with WrongCode.
func (s *Service) enteredBefore(ctx context.Context, a Attempt) (*models.Challenge, error) {
	if a.Flow == "" {
		return nil, refusal.New(refusal.WrongCode)
	}
	c, err := s.db.ReserveRepeat(ctx, a.Challenge, 2*limits.MaxTries, s.now().Add(-RepeatFor))
	if err != nil {
		return nil, refusal.Missing(err, refusal.WrongCode, "reserve repeated try")
	}
	if !a.answers(c) || !secrets.Equal(string(c.EnteredHash), string(s.enteredHash(a, c))) {
		return nil, refusal.New(refusal.WrongCode)
	}
	s.log.InfoContext(ctx, "code accepted again", "phone", Phone(c.Phone).Masked(), "purpose", a.Purpose, "ip", client.From(ctx).IP)
	return c, nil
}

// enteredHash is by what a code is known again that was entered in a login. The
// key is outside the database, because codes are few enough to be tried out.
func (s *Service) enteredHash(a Attempt, c *models.Challenge) models.Text {
	if a.Flow == "" {
		return ""
	}
	mac := hmac.New(sha256.New, s.repeatKey)
	mac.Write([]byte(c.ID + "\x00" + a.Flow + "\x00" + a.Code))
	return models.Text(base64.RawURLEncoding.EncodeToString(mac.Sum(nil)))
}

// AskedBefore is the living code that the same login asked for last: its form was
// sent twice. Without a Flow it is that of any login with the same number, app and
// device, for a browser that lost its own. Who enters a code has the same few tries
// in any browser. Refuses with CodeExpired when there is none.
func (s *Service) AskedBefore(ctx context.Context, r Request) (*Asked, error) {
	now := s.now()
	c, err := s.db.LatestChallenge(ctx, models.Challenge{
		Phone: string(r.Phone), Purpose: string(r.Purpose), App: r.Face, Bucket: r.Device, FlowHash: flowHash(r.Flow),
	}, limits.MaxTries, now)
	if err != nil {
		return nil, refusal.Missing(err, refusal.CodeExpired, "find request")
	}
	if r.Purpose == PhoneChange {
		// The first form may have ended before this was noted.
		if _, err := s.db.RequestNumber(ctx, string(c.UserID), c.Phone, c.SentAt); err != nil {
			return nil, refusal.Missing(err, refusal.NoUser, "note wanted number")
		}
	}
	return &Asked{
		Challenge: c.ID, SentAt: c.SentAt, ExpiresAt: c.ExpiresAt, Channel: Channel(c.Channel),
		ResendAt: c.SentAt.Add(s.codes(r.Purpose).Period),
	}, nil
}

// flowHash is how the database names a login in a browser.
func flowHash(flow string) models.Text {
	if flow == "" {
		return ""
	}
	return models.Text(secrets.Hash(flow))
}
