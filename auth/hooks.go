package auth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"phonelogin/auth/client"
	"phonelogin/auth/refusal"
	"phonelogin/auth/wire"
	"phonelogin/config"
	"phonelogin/models"
	"phonelogin/providers/webhook"
)

// hook is one question of wire contract section 11: to a server, or to a function
// in the database. A nil hook is not asked.
type hook struct {
	name     string // as metadata.name says it
	endpoint *webhook.Endpoint
	function models.Function // where endpoint is nil
}

// hooks are all of them.
type hooks struct {
	sendSMS           *hook
	customAccessToken *hook
	beforeUserCreated *hook
	afterUserCreated  *hook
	passwordAttempt   *hook
	mfaAttempt        *hook
}

func newHooks(c config.Hooks, now func() time.Time) (h hooks, err error) {
	for _, one := range []struct {
		into *(*hook)
		key  string
		name string
		set  config.Hook
	}{
		{&h.sendSMS, "send_sms", "send-sms", c.SendSMS},
		{&h.customAccessToken, "custom_access_token", "customize-access-token", c.CustomAccessToken},
		{&h.beforeUserCreated, "before_user_created", "before-user-created", c.BeforeUserCreated},
		{&h.afterUserCreated, "after_user_created", "after-user-created", c.AfterUserCreated},
		{&h.passwordAttempt, "password_verification_attempt", "password-verification", c.PasswordVerificationAttempt},
		{&h.mfaAttempt, "mfa_verification_attempt", "mfa-verification", c.MFAVerificationAttempt},
	} {
		if !one.set.Enabled {
			continue
		}
		if *one.into, err = newHook(one.name, one.set, now); err != nil {
			return hooks{}, fmt.Errorf("auth.hook.%s: %w", one.key, err)
		}
	}
	return h, nil
}

// CheckHooks says what is wrong with the addresses and secrets of hooks.
func CheckHooks(c config.Hooks) error {
	_, err := newHooks(c, time.Now)
	return err
}

func newHook(name string, set config.Hook, now func() time.Time) (*hook, error) {
	path, isFunction := strings.CutPrefix(set.URI, "pg-functions://")
	if !isFunction {
		endpoint, err := webhook.New(set.URI, set.Secrets, now)
		return &hook{name: name, endpoint: endpoint}, err
	}
	// The database is the one that the program is connected to.
	parts := append(strings.Split(path, "/"), "", "", "")
	f := models.Function{Schema: parts[1], Name: parts[2]}
	return &hook{name: name, function: f}, f.Check()
}

// metadata is what every question begins with.
type metadata struct {
	UUID      string    `json:"uuid"`
	Time      time.Time `json:"time"`
	Name      string    `json:"name"`
	IPAddress string    `json:"ip_address"`
}

// ask puts a question, whose metadata it fills in, and reads the answer. Called
// outside any transaction: a server that hangs holds no row (proves S27). Refuses
// with HookRefused, HookTimedOut, HookUnreachable, HookContentType, HookBusy,
// HookTooLarge or HookFailed, which are Unsure unless the hook did nothing for
// certain: it was never reached, or it said no in its own words.
func (s *Service) ask(ctx context.Context, h *hook, question map[string]any, answer any) error {
	id, err := s.newID()
	if err != nil {
		return err
	}
	question["metadata"] = metadata{UUID: id, Time: s.now(), Name: h.name, IPAddress: client.From(ctx).IP}
	text, err := json.Marshal(question)
	if err != nil {
		return fmt.Errorf("write question: %w", err)
	}
	said, err := s.answerOf(ctx, h, id, text)
	if err != nil {
		return err
	}
	if len(said) == 0 {
		return nil
	}
	refused, err := inItsWords(said, 500)
	if err != nil {
		return hookFailed(h, "the answer is no JSON object")
	}
	if refused != nil {
		return refused
	}
	if err := json.Unmarshal(said, answer); err != nil {
		return hookFailed(h, "the answer has members of the wrong type")
	}
	return nil
}

func (s *Service) answerOf(ctx context.Context, h *hook, id string, question []byte) ([]byte, error) {
	if h.endpoint == nil {
		said, err := s.db.Call(ctx, h.function, question)
		switch {
		case errors.Is(err, models.ErrFunction):
			s.log.ErrorContext(ctx, "hook failed", "hook", h.name, "function", h.function.Name)
			return nil, hookFailed(h, "the function raised an error or took too long")
		case err != nil:
			return nil, fmt.Errorf("call function: %w", err)
		}
		return said, nil
	}
	said, err := h.endpoint.Ask(ctx, id, question)
	var failed *webhook.Error
	if !errors.As(err, &failed) {
		return said, err
	}
	s.log.WarnContext(ctx, "hook not answered", "hook", h.name, "error", failed)
	return nil, unanswered(h, failed)
}

// askBeforeUserCreated asks whether somebody may become a user. Refuses with what
// the hook says.
func (s *Service) askBeforeUserCreated(ctx context.Context, u *User) error {
	if s.hooks.beforeUserCreated == nil {
		return nil
	}
	w := wire.UserOf(u)
	w.Role, w.Identities = "", []models.Identity{}
	w.CreatedAt, w.UpdatedAt = time.Time{}, time.Time{}
	var nothing struct{}
	return s.ask(ctx, s.hooks.beforeUserCreated, map[string]any{"user": w}, &nothing)
}

// tellUserCreated tells the hook of a new user, after the commit. The user has
// signed in by then, so that a failure is only logged.
func (s *Service) tellUserCreated(ctx context.Context, u *User) {
	if s.hooks.afterUserCreated == nil {
		return
	}
	var nothing struct{}
	if err := s.ask(ctx, s.hooks.afterUserCreated, map[string]any{"user": wire.UserOf(u)}, &nothing); err != nil {
		s.log.ErrorContext(ctx, "the after-user-created hook failed", "user", u.ID, "error", err)
	}
}

// decision is what the two hooks about attempts answer.
type decision struct {
	Decision         string `json:"decision"` // "continue" or "reject"
	Message          string `json:"message"`
	ShouldLogoutUser bool   `json:"should_logout_user"`
}

// askPasswordAttempt tells the hook how a try with a password ended, and lets it
// reject. Refuses with HookRejectedPassword; the user is then signed out
// everywhere if the hook wants that.
func (s *Service) askPasswordAttempt(ctx context.Context, userID string, valid bool) error {
	if s.hooks.passwordAttempt == nil {
		return nil
	}
	var d decision
	err := s.ask(ctx, s.hooks.passwordAttempt, map[string]any{"user_id": userID, "valid": valid}, &d)
	if err != nil || d.Decision != "reject" {
		return err
	}
	if d.ShouldLogoutUser {
		if _, err := s.SignOut(ctx, userID, "", Global); err != nil {
			return fmt.Errorf("sign out: %w", err)
		}
	}
	return refusal.Because(refusal.HookRejectedPassword, orDefault(d.Message, "Invalid login credentials"))
}

// askMFAAttempt tells the hook how a try with a second factor ended, and lets it
// reject, which signs the user out everywhere. Refuses with HookRejectedMFA.
func (s *Service) askMFAAttempt(ctx context.Context, userID, factorID, factorType string, valid bool) error {
	if s.hooks.mfaAttempt == nil {
		return nil
	}
	var d decision
	err := s.ask(ctx, s.hooks.mfaAttempt, map[string]any{
		"user_id": userID, "factor_id": factorID, "factor_type": factorType, "valid": valid,
	}, &d)
	if err != nil || d.Decision != "reject" {
		return err
	}
	if _, err := s.SignOut(ctx, userID, "", Global); err != nil {
		return fmt.Errorf("sign out: %w", err)
	}
	return refusal.Because(refusal.HookRejectedMFA, orDefault(d.Message, "Further MFA verification attempts will be rejected."))
}

func orDefault(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
