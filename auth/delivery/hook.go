package delivery

import (
	"context"
	"errors"

	"phonelogin/auth/hooks"
	"phonelogin/auth/refusal"
	"phonelogin/auth/secrets"
	"phonelogin/models"
	"phonelogin/providers"
)

// sendCodeByHook sends a code through the send_sms hook. Unless the hook certainly
// did not send it, the message counts: the code is valid, the number must wait, and
// the budget is charged.
func (m *Messenger) sendCodeByHook(ctx context.Context, l Code) error {
	a, note, err := m.beginHookAttempt(ctx, l)
	if err == nil {
		err = m.askHook(ctx, l)
		m.endHookAttempt(ctx, a, note, err)
	}
	if err == nil {
		m.liftCheckedOptOut(ctx, l.Challenge)
	}
	if err != nil && !IsUnsure(err) {
		if err := m.CancelSend(ctx, l.Challenge, l.Free); err != nil {
			return err
		}
	}
	about := []any{"phone", l.Challenge.Phone.Masked(), "purpose", l.Challenge.Purpose}
	if err != nil {
		about = append(about, "error", err)
	}
	m.log.InfoContext(ctx, "code given to the hook", about...)
	return err
}

// askHook asks the send_sms hook to send a code.
func (m *Messenger) askHook(ctx context.Context, l Code) error {
	u, err := l.Owner(ctx)
	if err != nil {
		return err
	}
	return m.hooks.SendSMS(ctx, u, hooks.SMS{
		Code: l.Code, Phone: l.Challenge.Phone, Channel: l.Challenge.Channel, Factor: l.Challenge.Purpose == models.PurposeMFA,
	})
}

// beginHookAttempt stores the row of a message before the hook is asked. Without
// the row nothing is sent.
func (m *Messenger) beginHookAttempt(ctx context.Context, l Code) (providers.Attempt, providers.Journal, error) {
	id, err := secrets.NewID(m.random)
	if err != nil {
		return providers.Attempt{}, nil, err
	}
	a := providers.Attempt{ID: id, Provider: providers.HookName, Channel: l.Challenge.Channel, At: m.now()}
	note := m.journal(l.Challenge.Phone, l.Challenge.Purpose, l.Challenge.ID)
	if err := note(ctx, a, false); err != nil {
		return a, nil, err
	}
	return a, note, nil
}

// endHookAttempt stores the outcome.
func (m *Messenger) endHookAttempt(ctx context.Context, a providers.Attempt, note providers.Journal, cause error) {
	a.Took = m.now().Sub(a.At)
	if cause != nil {
		a.Err = &providers.Error{Kind: providers.Temporary, Detail: "the hook answered with an error", Unsure: IsUnsure(cause)}
	}
	_ = note(ctx, a, true) // the journal logs its own failures
}

// IsUnsure reports whether a message may have been sent despite err. After a
// database failure during a hook's function this is unknown.
func IsUnsure(err error) bool {
	if refused, ok := errors.AsType[*refusal.Refusal](err); ok {
		return refused.Unsure
	}
	if e, ok := errors.AsType[*providers.Error](err); ok {
		return e.Unsure
	}
	return models.IsOutage(err)
}
