package delivery

import (
	"context"
	"fmt"

	"phonelogin/auth/phone"
	"phonelogin/models"
	"phonelogin/providers"
)

// Tell sends a notice to the owner of a number by SMS, whatever the budget says: it
// is them that a thief would spend it against. A number that wants no messages gets
// none, and neither does anybody where a hook sends: it sends codes and nothing
// else. key names the notice, so that it is sent once.
func (m *Messenger) Tell(ctx context.Context, to phone.Number, text, key string) error {
	if m.Hooks.SendsSMS() {
		return nil
	}
	out, err := m.DB.OptedOut(ctx, m.Numbers.Hash(to), string(providers.SMS))
	if err != nil {
		return fmt.Errorf("read opt-out: %w", err)
	}
	if out {
		m.Log.InfoContext(ctx, "no notice sent, the number wants no messages", "phone", to.Masked())
		return nil
	}
	if err := m.overspend(ctx); err != nil {
		m.Log.ErrorContext(ctx, "message not counted", "error", err)
	}
	_, err = m.Router.Send(ctx, providers.Message{To: to.E164(), Channel: providers.SMS, Text: text, Key: key},
		m.journal(to, models.PurposeNotice, ""))
	return err
}
