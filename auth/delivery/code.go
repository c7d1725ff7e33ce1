package delivery

import (
	"context"
	"errors"
	"fmt"

	"phonelogin/auth/refusal"
	"phonelogin/models"
	"phonelogin/providers"
)

// Code is a message with a challenge's code.
type Code struct {
	Challenge *models.Challenge
	Code      string
	Text      string
	Language  string // of the text, for providers with texts of their own
	Free      bool   // of a test number: not charged to the budget

	Owner func(context.Context) (*models.User, error) // finds the user, for the send_sms hook
}

// SendCode sends a code through the carriers of its route, or through the hook. It
// returns the carrier's id of the message, "" from a hook. Refuses with OptedOut,
// SendRefused or SendFailed, and as hooks.SendSMS does. Unless the refusal is
// Unsure, the request is taken back.
func (m *Messenger) SendCode(ctx context.Context, l Code) (messageID string, err error) {
	c := l.Challenge
	out := providers.Message{
		To: l.Challenge.Phone, Channel: l.Challenge.Channel, Language: l.Language, Text: l.Text, Code: l.Code,
		Key: fmt.Sprintf("%s-%d", c.ID, c.Sends),
	}
	if m.hooks.SendsSMS() {
		m.showInDevelopment(ctx, out)
		return "", m.sendCodeByHook(ctx, l)
	}
	sent, err := m.router.Send(ctx, out, m.codeJournal(l))
	if err != nil {
		return "", m.handleFailure(ctx, l, err)
	}
	m.liftCheckedOptOut(ctx, c)
	m.log.InfoContext(ctx, "code sent", "phone", l.Challenge.Phone.Masked(), "purpose", c.Purpose,
		"provider", sent.Provider, "channel", sent.Channel, "message", sent.Receipt.ID)
	return sent.Receipt.ID, nil
}

// showInDevelopment also puts a message for the send_sms hook into the inbox of
// development. A failure is logged and ignored.
func (m *Messenger) showInDevelopment(ctx context.Context, out providers.Message) {
	if m.inbox == nil {
		return
	}
	if err := m.inbox(ctx, out); err != nil {
		m.log.WarnContext(ctx, "message not shown in the inbox", "error", err)
	}
}

// handleFailure takes the request back if the message was certainly not sent. A
// message that may have been accepted is billed, so it counts.
func (m *Messenger) handleFailure(ctx context.Context, l Code, cause error) error {
	m.log.WarnContext(ctx, "code not sent", "phone", l.Challenge.Phone.Masked(), "purpose", l.Challenge.Purpose,
		"channel", l.Challenge.Channel, "error", cause)
	failed := &refusal.Refusal{Reason: refusalOf(cause), Unsure: true}
	var e *providers.Error
	if errors.As(cause, &e) {
		failed.Unsure = e.Unsure
		if failed.Reason == refusal.SendFailed { // waiting does not help with the others
			failed.RetryAfter = e.RetryAfter
		}
	}
	if !failed.Unsure {
		c := l.Challenge
		c.ChecksOptOut = c.ChecksOptOut && failed.Reason != refusal.OptedOut // the carrier has answered the check
		if err := m.CancelSend(ctx, c, l.Free); err != nil {
			return err
		}
	}
	if e != nil && e.Cause != nil { // a fault of this server
		return fmt.Errorf("send code: %w", cause)
	}
	return failed
}

// refusalOf is the refusal for a failed send. It blames the number only when that
// is certain; otherwise people are asked to try again.
func refusalOf(cause error) refusal.Reason {
	switch kind := providers.KindOf(cause); {
	case kind == providers.OptedOut:
		return refusal.OptedOut
	case kind == providers.BadNumber,
		kind == providers.NotReached && providers.ReasonOf(cause) != providers.Reason(providers.NotReached):
		return refusal.SendRefused
	}
	return refusal.SendFailed
}

// CancelSend lets the number of a challenge ask again at once, and refunds the
// message to the budget unless it was free.
func (m *Messenger) CancelSend(ctx context.Context, c *models.Challenge, free bool) error {
	// The number must not pay for a request that is out of time.
	ctx, cancel := outlive(ctx)
	defer cancel()
	budget := m.budget
	if free {
		budget = nil
	}
	if err := m.db.CancelSend(ctx, c, budget); err != nil {
		return fmt.Errorf("take back challenge: %w", err)
	}
	return m.releaseOptOutCheck(ctx, c)
}
