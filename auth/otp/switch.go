package otp

import (
	"context"
	"errors"
	"fmt"

	"phonelogin/auth/client"
	"phonelogin/auth/limits"
	"phonelogin/auth/refusal"
	"phonelogin/config"
	"phonelogin/models"
	"phonelogin/models/phone"
)

// SwitchChannel sends the same code by the other channel too, once, and without the wait
// between two messages. It does so if the first message was not delivered, or if there
// was no report of it for auth.sms.next_channel_after. The validity counts from now on.
// Refuses with TooSoon, CodeExpired, BadChannel, BudgetSpent, OptedOut, SendRefused or
// SendFailed, and as the send_sms hook does.
func (cs *Codes) SwitchChannel(ctx context.Context, challenge string) (*SentCode, error) {
	c, m, err := cs.db.MessageOf(ctx, challenge)
	if err != nil {
		return nil, refusal.Missing(err, refusal.CodeExpired, "read challenge")
	}
	delivery := Delivery{State: OnItsWay}
	if m != nil && cs.messagesAnyone(c.Purpose) {
		delivery.State = deliveryOf(m)
	}
	if !cs.Overdue(delivery, c.SentAt) || c.SwitchedAt != nil {
		resend := c.SentAt.Add(limits.WaitAfter(c.Sends, cs.rulesOf(c.Purpose).Period))
		return nil, &refusal.Refusal{Reason: refusal.TooSoon, RetryAfter: max(resend.Sub(cs.now()), 0)}
	}
	return cs.sendByOther(ctx, c, m != nil)
}

// sendByOther claims the message by the other channel and sends it. known is false if
// the first one was not sent either, because nobody may sign in with the number.
func (cs *Codes) sendByOther(ctx context.Context, c *models.Challenge, known bool) (*SentCode, error) {
	next := cs.nextChannel(c.Phone, c.Channel)
	if next == "" {
		return nil, refusal.New(refusal.BadChannel)
	}
	c, err := cs.claimSwitch(ctx, c, next, known)
	if err != nil {
		return nil, err
	}
	sent := &SentCode{
		Challenge: c.ID, SentAt: c.SentAt, ExpiresAt: c.ExpiresAt, Channel: next,
		ResendAt: c.SentAt.Add(limits.WaitAfter(c.Sends, cs.rulesOf(c.Purpose).Period)),
	}
	switch {
	case !known:
	case !cs.messagesAnyone(c.Purpose):
		// As in Start, the time that the carrier takes would tell a known number from an
		// unknown one.
		cs.behind.Go(ctx, func(ctx context.Context) { _, _ = cs.deliver(ctx, c) }) // deliver logs its errors
	default:
		sent.MessageID, err = cs.deliver(ctx, c)
	}
	return sent, cs.withWait(err, sent.ResendAt)
}

// claimSwitch claims the one message by another channel that a challenge may have. With
// sends it takes a message from the budget.
func (cs *Codes) claimSwitch(ctx context.Context, c *models.Challenge, next phone.Channel, sends bool) (*models.Challenge, error) {
	now := cs.now()
	f := models.ChannelSwitch{
		Challenge: c.ID, Channel: next, Number: cs.numbers.Hash(c.Phone), MaxTries: limits.MaxTries,
		Now: now, ExpiresAt: cs.rulesOf(c.Purpose).EndsAt(c.CreatedAt, now), Budget: cs.messenger.Budget(),
	}
	if sends {
		f.Messages = 1
	}
	claimed, err := cs.db.SwitchChannel(ctx, f)
	var spent *models.OverBudgetError
	switch {
	case errors.Is(err, models.ErrNotFound):
		return nil, cs.refusalOfSwitch(ctx, c, f)
	case errors.As(err, &spent):
		return nil, &refusal.Refusal{Reason: refusal.BudgetSpent, RetryAfter: spent.EndsAt.Sub(now)}
	case err != nil:
		return nil, fmt.Errorf("claim switch: %w", err)
	}
	return claimed, nil
}

// refusalOfSwitch makes the refusal for a challenge that could not be claimed. If nothing
// else is wrong, another request was faster.
func (cs *Codes) refusalOfSwitch(ctx context.Context, c *models.Challenge, f models.ChannelSwitch) error {
	out, err := cs.db.OptedOut(ctx, f.Number, f.Channel)
	switch {
	case err != nil:
		return fmt.Errorf("read opt-out: %w", err)
	case out:
		return refusal.New(refusal.OptedOut)
	case c.SpentAt != nil || c.Tries >= limits.MaxTries || !f.Now.Before(c.ExpiresAt):
		return refusal.New(refusal.CodeExpired)
	}
	return &refusal.Refusal{Reason: refusal.TooSoon, RetryAfter: cs.rulesOf(c.Purpose).Period}
}

// switchAtOnce bounds one round of SwitchOverdue: the next one is seconds away.
const switchAtOnce = 50

// SwitchOverdue sends overdue codes by the other channel if auth.sms.next_channel is
// "try". If only known numbers get messages, it leaves out the codes of logins: the page
// offers the other channel instead. Any number of replicas may call it at once.
func (cs *Codes) SwitchOverdue(ctx context.Context) error {
	if cs.sms.NextChannel != config.TryNext || cs.sms.NextChannelAfter <= 0 || len(cs.messenger.Channels()) < 2 {
		return nil
	}
	now := cs.now()
	o := models.OverdueQuery{
		Begin: now.Add(-limits.LongestLife), Quiet: now.Add(-cs.sms.NextChannelAfter), Now: now, MaxTries: limits.MaxTries, Limit: switchAtOnce,
	}
	if !cs.messagesAnyone(Login) {
		// The longer wait after a second message would tell that the number is known.
		o.Except = Login
	}
	overdue, err := cs.db.Overdue(ctx, o)
	if err != nil {
		return fmt.Errorf("find overdue messages: %w", err)
	}
	for _, c := range overdue {
		cs.behind.Go(ctx, func(ctx context.Context) {
			ctx = client.With(ctx, client.Client{Language: string(c.Language)})
			if _, err := cs.sendByOther(ctx, &c, true); err != nil {
				cs.log.WarnContext(ctx, "no message by the other channel", "phone", c.Phone.Masked(), "error", err)
			}
		})
	}
	return nil
}
