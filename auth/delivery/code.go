package delivery

import (
	"context"
	"errors"
	"fmt"
	"time"

	"phonelogin/auth/phone"
	"phonelogin/auth/refusal"
	"phonelogin/models"
	"phonelogin/providers"
)

// Code is a message that carries a challenge's code.
type Code struct {
	Challenge *models.Challenge
	Code      string
	Text      string
	Language  string // of the text, for providers that write their own
	Channel   phone.Channel
	Free      bool // a test number's: the budget does not pay for it

	Owner func(context.Context) (*models.User, error) // whose code it is, where a hook is told
}

func (l Code) to() phone.Number { return l.Challenge.Phone }

// SendCode hands a code to the carriers of its route, or to the hook, and returns
// the carrier's name for the message, "" from a hook. Refuses with OptedOut,
// SendRefused or SendFailed, and as hooks.SendSMS does; with a refusal that is not
// Unsure the request is taken back.
func (m *Messenger) SendCode(ctx context.Context, l Code) (messageID string, err error) {
	c := l.Challenge
	out := providers.Message{
		To: l.to(), Channel: l.Channel, Language: l.Language, Text: l.Text, Code: l.Code,
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
	m.log.InfoContext(ctx, "code sent", "phone", l.to().Masked(), "purpose", c.Purpose,
		"provider", sent.Provider, "channel", sent.Channel, "message", sent.Receipt.ID)
	return sent.Receipt.ID, nil
}

// showInDevelopment puts what the send_sms hook is given into the inbox of
// development too. A failure shows nothing and stops nothing.
func (m *Messenger) showInDevelopment(ctx context.Context, out providers.Message) {
	if m.inbox == nil {
		return
	}
	if err := m.inbox(ctx, out); err != nil {
		m.log.WarnContext(ctx, "message not shown in the inbox", "error", err)
	}
}

// handleFailure takes the request back where nothing was sent for certain. A
// message that may have been taken is paid for, so it counts.
func (m *Messenger) handleFailure(ctx context.Context, l Code, cause error) error {
	m.log.WarnContext(ctx, "code not sent", "phone", l.to().Masked(), "purpose", l.Challenge.Purpose,
		"channel", l.Channel, "error", cause)
	failed := &refusal.Refusal{Reason: refusalOf(cause), Unsure: true}
	var e *providers.Error
	if errors.As(cause, &e) {
		failed.Unsure = e.Unsure
		if failed.Reason == refusal.SendFailed { // else waiting does not help
			failed.RetryAfter = e.RetryAfter
		}
	}
	if !failed.Unsure {
		c := l.Challenge
		c.ChecksOptOut = c.ChecksOptOut && failed.Reason != refusal.OptedOut // that is an answer
		if err := m.CancelSend(ctx, c, l.Free); err != nil {
			return err
		}
	}
	if e != nil && e.Cause != nil { // the fault is ours, not the carrier's
		return fmt.Errorf("send code: %w", cause)
	}
	return failed
}

// refusalOf is what a person is told of a failed send. Only what is surely the
// number's is told as such: the others are asked to try again.
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

// CancelSend lets the number of a challenge ask again at once, and gives the message
// back to the budget, unless it was free.
func (m *Messenger) CancelSend(ctx context.Context, c *models.Challenge, free bool) error {
	// The request's own time may be up; the number must not pay for that.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
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
