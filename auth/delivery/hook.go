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

// sendCodeByHook gives a code to the send_sms hook. Unless it did not send for certain,
// the message counts: the code is good, the number waits and the budget has paid.
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
	about := []any{"phone", l.to().Masked(), "purpose", l.Challenge.Purpose}
	if err != nil {
		about = append(about, "error", err)
	}
	m.log.InfoContext(ctx, "code given to the hook", about...)
	return err
}

// askHook hands a code to the send_sms hook in the place of a carrier.
func (m *Messenger) askHook(ctx context.Context, l Code) error {
	u, err := l.Owner(ctx)
	if err != nil {
		return err
	}
	return m.hooks.SendSMS(ctx, u, hooks.SMS{
		Code: l.Code, Phone: l.Challenge.Phone, Channel: l.Channel, Factor: l.Challenge.Purpose == models.PurposeMFA,
	})
}

// beginHookAttempt notes a message before the hook is asked for it. What nobody can
// note is not sent.
func (m *Messenger) beginHookAttempt(ctx context.Context, l Code) (providers.Attempt, providers.Journal, error) {
	id, err := secrets.NewID(m.random)
	if err != nil {
		return providers.Attempt{}, nil, err
	}
	a := providers.Attempt{ID: id, Provider: providers.HookName, Channel: l.Channel, At: m.now()}
	note := m.journal(l.to(), l.Challenge.Purpose, l.Challenge.ID)
	if err := note(ctx, a, false); err != nil {
		return a, nil, err
	}
	return a, note, nil
}

// endHookAttempt notes what came of it.
func (m *Messenger) endHookAttempt(ctx context.Context, a providers.Attempt, note providers.Journal, cause error) {
	a.Took = m.now().Sub(a.At)
	if cause != nil {
		a.Err = &providers.Error{Kind: providers.Temporary, Detail: "the hook answered with an error", Unsure: IsUnsure(cause)}
	}
	_ = note(ctx, a, true) // logged
}

// IsUnsure tells whether a message may have gone out all the same. Of a database
// that failed while its function was asked nobody knows.
func IsUnsure(err error) bool {
	if refused, ok := errors.AsType[*refusal.Refusal](err); ok {
		return refused.Unsure
	}
	if e, ok := errors.AsType[*providers.Error](err); ok {
		return e.Unsure
	}
	return models.IsOutage(err)
}
