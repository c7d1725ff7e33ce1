package delivery

import (
	"context"
	"fmt"

	"phonelogin/models"
	"phonelogin/models/phone"
	"phonelogin/providers"
)

// SendNotice sends a notice to the owner of a number by SMS, even when the budget
// is used up: a thief could use it up on purpose. No notice goes to a number that
// opted out. With a send_sms hook no notices are sent at all, because the hook
// sends codes only. key identifies the notice, so that carriers send it once.
func (m *Messenger) SendNotice(ctx context.Context, to phone.Number, text, key string) error {
	if m.hooks.SendsSMS() {
		return nil
	}
	out, err := m.db.OptedOut(ctx, m.numbers.Hash(to), phone.SMS)
	if err != nil {
		return fmt.Errorf("read opt-out: %w", err)
	}
	if out {
		m.log.InfoContext(ctx, "no notice sent, the number wants no messages", "phone", to.Masked())
		return nil
	}
	if err := m.chargeWithoutLimit(ctx); err != nil {
		m.log.ErrorContext(ctx, "message not counted", "error", err)
	}
	_, err = m.router.Send(ctx, providers.Message{To: to, Channel: phone.SMS, Text: text, Key: key},
		m.journal(to, models.PurposeNotice, ""))
	return err
}
