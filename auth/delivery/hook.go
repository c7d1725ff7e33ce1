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

// handOver gives a code to the send_sms hook. Unless it did not send for certain,
// the message counts: the code is good, the number waits and the budget has paid.
func (m *Messenger) handOver(ctx context.Context, l Code) error {
	a, note, err := m.beginByHook(ctx, l)
	if err == nil {
		err = m.sendByHook(ctx, l)
		m.endByHook(ctx, a, note, err)
	}
	if err == nil {
		m.optOutIsOver(ctx, l.Challenge)
	}
	if err != nil && !IsUnsure(err) {
		if err := m.TakeBack(ctx, l.Challenge, l.Free); err != nil {
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

// sendByHook hands a code to the send_sms hook in the place of a carrier.
func (m *Messenger) sendByHook(ctx context.Context, l Code) error {
	u, err := l.Owner(ctx)
	if err != nil {
		return err
	}
	return m.hooks.SendSMS(ctx, u, hooks.SMS{
		Code: l.Code, Phone: l.Challenge.Phone, Channel: l.Channel, Factor: l.Challenge.Purpose == string(models.PurposeMFA),
	})
}

// beginByHook notes a message before the hook is asked for it. What nobody can
// note is not sent.
func (m *Messenger) beginByHook(ctx context.Context, l Code) (providers.Attempt, providers.Journal, error) {
	id, err := secrets.NewID(m.random)
	if err != nil {
		return providers.Attempt{}, nil, err
	}
	a := providers.Attempt{ID: id, Provider: providers.HookName, Channel: l.Channel, At: m.now()}
	note := m.journal(l.to(), models.Purpose(l.Challenge.Purpose), l.Challenge.ID)
	if err := note(ctx, a, false); err != nil {
		return a, nil, err
	}
	return a, note, nil
}

// endByHook notes what came of it.
func (m *Messenger) endByHook(ctx context.Context, a providers.Attempt, note providers.Journal, cause error) {
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
