package delivery

import (
	"context"
	"fmt"

	"phonelogin/auth/phone"
	"phonelogin/models"
	"phonelogin/providers"
)

// SendNotice sends a notice to the owner of a number by SMS, whatever the budget says: it
// is them that a thief would spend it against. A number that wants no messages gets
// none, and neither does anybody where a hook sends: it sends codes and nothing
// else. key names the notice, so that it is sent once.
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
