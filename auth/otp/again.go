package otp

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"phonelogin/auth/client"
	"phonelogin/auth/limits"
	"phonelogin/auth/refusal"
	"phonelogin/auth/secrets"
	"phonelogin/models"
	"phonelogin/models/phone"
)

// LatestCode finds the live code that the same login asked for last, for a form that
// was sent twice. Without a Flow it finds the last one of any login with the same
// number, face and device, for a browser that lost its page session. That opens no
// further tries: a code has the same few in any browser. Refuses with CodeExpired if
// there is none, and with NoUser if the user who wants the number is gone.
func (cs *Codes) LatestCode(ctx context.Context, r Request) (*SentCode, error) {
	now := cs.now()
	c, err := cs.db.LatestChallenge(ctx, models.Challenge{
		Phone: r.Phone, Purpose: r.Purpose, Face: r.Face, Device: r.Device, FlowHash: flowHash(r.Flow),
	}, limits.MaxTries, now)
	if err != nil {
		return nil, refusal.Missing(err, refusal.CodeExpired, "find request")
	}
	if r.Purpose == PhoneChange {
		// The first form may have been cut off before this was stored.
		if _, err := cs.db.RequestNumber(ctx, string(c.UserID), c.Phone, c.SentAt); err != nil {
			return nil, refusal.Missing(err, refusal.NoUser, "note wanted number")
		}
	}
	return &SentCode{
		Challenge: c.ID, SentAt: c.SentAt, ExpiresAt: c.ExpiresAt, Channel: c.Channel,
		ResendAt: c.SentAt.Add(cs.rulesOf(r.Purpose).Period),
	}, nil
}

// flowHash returns the name of a login in the database; "" for none.
func flowHash(flow string) models.Text {
	if flow == "" {
		return ""
	}
	return models.Text(secrets.Hash(flow))
}

// LatestUnanswered finds the last request for a login code through the JSON API, unless
// its code was used or its last message is older than ten minutes. The error is
// models.ErrNotFound if there is none.
func (cs *Codes) LatestUnanswered(ctx context.Context, number phone.Number) (*models.Challenge, error) {
	c, err := cs.db.LatestUnusedChallenge(ctx, number, Login, APIFace(), cs.now().Add(-limits.LongestLife))
	if err != nil && !errors.Is(err, models.ErrNotFound) {
		return nil, fmt.Errorf("find request: %w", err)
	}
	return c, err
}

// StartAgain sends the code of c again, with everything as c asked for it. The message
// is in the client's language or, if it names none, in that of c. Refuses as Start does.
func (cs *Codes) StartAgain(ctx context.Context, c *models.Challenge) (*SentCode, error) {
	from := client.From(ctx)
	from.Language = cmp.Or(from.Language, string(c.Language))
	return cs.Start(client.With(ctx, from), Request{
		Phone: c.Phone, Channel: c.Channel, Purpose: c.Purpose, Face: c.Face,
		UserID: string(c.UserID), EmbeddedIn: string(c.EmbeddedIn), CreateUser: c.CreateUser, Data: c.Data,
		Discreet: !cs.sms.DiscloseUnknown,
	})
}

// LastChannel returns the channel of the last code of a purpose to a number; SMS if
// there was none.
func (cs *Codes) LastChannel(ctx context.Context, number phone.Number, p Purpose) (phone.Channel, error) {
	last, err := cs.db.LastChannel(ctx, number, p)
	if errors.Is(err, models.ErrNotFound) {
		return phone.SMS, nil
	}
	if err != nil {
		return "", fmt.Errorf("find last channel: %w", err)
	}
	return last, nil
}
