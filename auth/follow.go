package auth

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"phonelogin/auth/client"
	"phonelogin/auth/limits"
	"phonelogin/auth/refusal"
	"phonelogin/config"
	"phonelogin/models"
)

// Follow sends the code of a challenge by the other channel too, once and without
// the wait between two messages: the first one was not delivered, or nothing was
// heard of it for auth.sms.next_channel_after. The code stays and is good for its
// validity from then on. Refuses with TooSoon, CodeExpired, BadChannel,
// BudgetSpent, OptedOut, SendRefused or SendFailed.
func (s *Service) Follow(ctx context.Context, challenge string) (*Asked, error) {
	c, m, err := s.db.MessageOf(ctx, challenge)
	if err != nil {
		return nil, refusal.Missing(err, refusal.CodeExpired, "read challenge")
	}
	told := Delivery{State: OnItsWay}
	if m != nil && s.everybodyGetsOne(Purpose(c.Purpose)) {
		told.State = deliveryOf(m)
	}
	if !s.Overdue(told, c.SentAt) || c.FollowedAt != nil {
		resend := c.SentAt.Add(limits.WaitAfter(c.Sends, s.codes(Purpose(c.Purpose)).Period))
		return nil, &refusal.Refusal{Reason: refusal.TooSoon, RetryAfter: max(resend.Sub(s.now()), 0)}
	}
	return s.follow(ctx, c, m != nil)
}

// follow claims the message by the other channel and sends it; known is false
// where the first one was not sent either, because nobody may come in there.
func (s *Service) follow(ctx context.Context, c *models.Challenge, known bool) (*Asked, error) {
	next := s.nextChannel(Phone(c.Phone), Channel(c.Channel))
	if next == "" {
		return nil, refusal.New(refusal.BadChannel)
	}
	now := s.now()
	f := models.ChannelSwitch{
		Challenge: c.ID, Channel: string(next), Number: s.numberKey.Hash(Phone(c.Phone)), MaxTries: limits.MaxTries,
		Now: now, ExpiresAt: s.codes(Purpose(c.Purpose)).EndsAt(c.CreatedAt, now), Budget: s.messenger.Budget(),
	}
	if known {
		f.Messages = 1
	}
	before := c
	c, err := s.db.SwitchChannel(ctx, f)
	var spent *models.OverBudgetError
	switch {
	case errors.Is(err, models.ErrNotFound):
		return nil, s.whyNotFollowed(ctx, before, f)
	case errors.As(err, &spent):
		return nil, &refusal.Refusal{Reason: refusal.BudgetSpent, RetryAfter: spent.EndsAt.Sub(f.Now)}
	case err != nil:
		return nil, fmt.Errorf("follow challenge: %w", err)
	}
	r := s.requestOf(c)
	asked := &Asked{
		Challenge: c.ID, SentAt: c.SentAt, ExpiresAt: c.ExpiresAt, Channel: next,
		ResendAt: c.SentAt.Add(limits.WaitAfter(c.Sends, s.codes(r.Purpose).Period)),
	}
	switch {
	case !known:
	case !s.everybodyGetsOne(r.Purpose):
		// As in Start: how long the carrier takes would tell that somebody is there.
		s.behind.Go(ctx, func(ctx context.Context) { _, _ = s.deliver(ctx, r, c) }) // it logs
	default:
		asked.MessageID, err = s.deliver(ctx, r, c)
	}
	return asked, s.orWait(err, asked.ResendAt)
}

// whyNotFollowed tells why a challenge could not be claimed. Where nothing else is
// wrong, another request was faster.
func (s *Service) whyNotFollowed(ctx context.Context, c *models.Challenge, f models.ChannelSwitch) error {
	out, err := s.db.OptedOut(ctx, f.Number, f.Channel)
	switch {
	case err != nil:
		return fmt.Errorf("read opt-out: %w", err)
	case out:
		return refusal.New(refusal.OptedOut)
	case c.SpentAt != nil || c.Tries >= limits.MaxTries || !f.Now.Before(c.ExpiresAt):
		return refusal.New(refusal.CodeExpired)
	}
	return &refusal.Refusal{Reason: refusal.TooSoon, RetryAfter: s.codes(Purpose(c.Purpose)).Period}
}

// requestOf is the request that a challenge came from, as far as its message
// needs it.
func (s *Service) requestOf(c *models.Challenge) Request {
	app := s.apps.Default()
	if id, found := strings.CutPrefix(c.App, PagesFace+":"); found {
		if known, err := s.apps.Find(id); err == nil { // it may have been removed meanwhile
			app = known
		}
	}
	return Request{
		Phone: Phone(c.Phone), Channel: Channel(c.Channel), Purpose: Purpose(c.Purpose), Face: c.App, App: app,
		UserID: string(c.UserID), EmbeddedIn: string(c.EmbeddedIn),
	}
}

// followAtOnce bounds one round of FollowOverdue: the next one is seconds away.
const followAtOnce = 50

// FollowOverdue sends the codes of which nothing good was heard by the other
// channel, where auth.sms.next_channel is "try". Where only known numbers get
// messages, those of logins are left to the page's offer. Any number of replicas may do so
// at once.
func (s *Service) FollowOverdue(ctx context.Context) error {
	rules := s.rules.SMS
	if rules.NextChannel != config.TryNext || rules.NextChannelAfter <= 0 || len(s.messenger.Channels()) < 2 {
		return nil
	}
	now := s.now()
	o := models.OverdueQuery{
		Begin: now.Add(-limits.LongestLife), Quiet: now.Add(-rules.NextChannelAfter), Now: now, MaxTries: limits.MaxTries, Limit: followAtOnce,
	}
	if !s.everybodyGetsOne(Login) {
		// The pace of a number that got a second message would tell that it is known.
		o.Except = string(Login)
	}
	overdue, err := s.db.Overdue(ctx, o)
	if err != nil {
		return fmt.Errorf("find overdue messages: %w", err)
	}
	for _, c := range overdue {
		s.behind.Go(ctx, func(ctx context.Context) {
			ctx = client.With(ctx, client.Client{Language: string(c.Language)})
			if _, err := s.follow(ctx, &c, true); err != nil {
				s.log.WarnContext(ctx, "no message by the other channel", "phone", Phone(c.Phone).Masked(), "error", err)
			}
		})
	}
	return nil
}
