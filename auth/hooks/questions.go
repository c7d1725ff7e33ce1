package hooks

import (
	"context"
	"time"

	"phonelogin/auth/refusal"
	"phonelogin/auth/wire"
	"phonelogin/models"
	"phonelogin/models/phone"
)

// noContent is the answer of hooks that may only refuse.
type noContent struct{}

// SMS is a code for a hook to send.
type SMS struct {
	Code    string
	Phone   phone.Number
	Channel phone.Channel
	Factor  bool // the code is for a second factor
}

// SendSMS asks the hook to send a code; the hook must be set, see SendsSMS. u is
// the owner of the code: for an unknown number the user to be created, for a change
// of number the user with the old number and the new one. Refuses with HookRefused,
// HookTimedOut, HookUnreachable, HookContentType, HookBusy, HookTooLarge or
// HookFailed.
func (h *Hooks) SendSMS(ctx context.Context, u *models.User, s SMS) error {
	sms := map[string]any{"otp": s.Code, "phone": s.Phone, "channel": s.Channel}
	if s.Factor {
		sms["sms_type"] = "mfa"
	}
	return h.ask(ctx, h.sendSMS, map[string]any{"user": wire.UserOf(u), "sms": sms}, &noContent{})
}

// BeforeUserCreated asks whether a user may be created. Refuses as SendSMS does.
func (h *Hooks) BeforeUserCreated(ctx context.Context, u *models.User) error {
	if h.beforeUserCreated == nil {
		return nil
	}
	w := wire.UserOf(u)
	w.Role, w.Identities = "", []models.Identity{}
	w.CreatedAt, w.UpdatedAt = time.Time{}, time.Time{}
	return h.ask(ctx, h.beforeUserCreated, map[string]any{"user": w}, &noContent{})
}

// UserCreated tells the hook of a new user, after the commit. The user is signed in
// by then, so a failure is only logged.
func (h *Hooks) UserCreated(ctx context.Context, u *models.User) {
	if h.afterUserCreated == nil {
		return
	}
	if err := h.ask(ctx, h.afterUserCreated, map[string]any{"user": wire.UserOf(u)}, &noContent{}); err != nil {
		h.log.ErrorContext(ctx, "the after-user-created hook failed", "user", u.ID, "error", err)
	}
}

// decision is the answer of the two hooks about attempts.
type decision struct {
	Decision         string `json:"decision"` // "continue" or "reject"
	Message          string `json:"message"`
	ShouldLogoutUser bool   `json:"should_logout_user"`
}

// PasswordAttempt tells the hook the outcome of a password attempt and lets it
// reject. Refuses with HookRejected and as SendSMS does; signOut reports whether the
// hook wants the user signed out everywhere.
func (h *Hooks) PasswordAttempt(ctx context.Context, userID string, valid bool) (signOut bool, err error) {
	if h.passwordAttempt == nil {
		return false, nil
	}
	var d decision
	err = h.ask(ctx, h.passwordAttempt, map[string]any{"user_id": userID, "valid": valid}, &d)
	if err != nil || d.Decision != "reject" {
		return false, err
	}
	return d.ShouldLogoutUser, h.passwordAttempt.refused(refusal.HookRejected, refusal.Hook{Says: d.Message})
}

// MFAAttempt tells the hook the outcome of an attempt with a second factor and lets
// it reject. Refuses as SendSMS does, and with HookRejected: only then signOut is true,
// and the user is to be signed out everywhere.
func (h *Hooks) MFAAttempt(ctx context.Context, f *models.MFAFactor, valid bool) (signOut bool, err error) {
	if h.mfaAttempt == nil {
		return false, nil
	}
	var d decision
	err = h.ask(ctx, h.mfaAttempt, map[string]any{
		"user_id": f.UserID, "factor_id": f.ID, "factor_type": f.FactorType, "valid": valid,
	}, &d)
	if err != nil || d.Decision != "reject" {
		return false, err
	}
	return true, h.mfaAttempt.refused(refusal.HookRejected, refusal.Hook{Says: d.Message})
}
