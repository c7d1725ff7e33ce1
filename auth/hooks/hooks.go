package hooks

import (
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"phonelogin/config"
	"phonelogin/models"
	"phonelogin/providers/webhook"
)

// Hooks are the hooks of the settings.
type Hooks struct {
	sendSMS           *hook
	customAccessToken *hook
	beforeUserCreated *hook
	afterUserCreated  *hook
	passwordAttempt   *hook
	mfaAttempt        *hook

	db     *models.DB // runs the functions
	now    func() time.Time
	random io.Reader
	log    *slog.Logger
}

// Deps are the parts of Hooks.
type Deps struct {
	Settings  config.Hooks
	LocalOnly bool // ignore send_sms on another machine
	DB        *models.DB
	Now       func() time.Time
	Random    io.Reader
	Log       *slog.Logger
}

// hook is one hook: an endpoint, or a function in the database. A nil hook is not
// asked.
type hook struct {
	name     string // in metadata.name
	endpoint *webhook.Endpoint
	function models.Function // used when endpoint is nil
}

// New makes the hooks. The error is an unusable address or secret.
func New(d Deps) (*Hooks, error) {
	h := &Hooks{db: d.DB, now: d.Now, random: d.Random, log: d.Log}
	c := d.Settings
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
		var err error
		if *one.into, err = newHook(one.name, one.set, d.Now); err != nil {
			return nil, fmt.Errorf("auth.hook.%s: %w", one.key, err)
		}
	}
	if s := h.sendSMS; d.LocalOnly && s != nil && s.endpoint != nil && !s.endpoint.IsLocal() {
		h.sendSMS = nil
	}
	return h, nil
}

// Check checks the addresses and secrets of hooks. It asks none of them, and so needs
// no clock.
func Check(c config.Hooks) error {
	_, err := New(Deps{Settings: c})
	return err
}

func newHook(name string, set config.Hook, now func() time.Time) (*hook, error) {
	path, isFunction := strings.CutPrefix(set.URI, "pg-functions://")
	if !isFunction {
		endpoint, err := webhook.New(set.URI, set.Secrets, now)
		return &hook{name: name, endpoint: endpoint}, err
	}
	// The name of the database is ignored; the function is in the one the program
	// uses.
	parts := append(strings.Split(path, "/"), "", "", "")
	f := models.Function{Schema: parts[1], Name: parts[2]}
	return &hook{name: name, function: f}, f.Check()
}

// SendsSMS reports whether a hook sends codes instead of a provider.
func (h *Hooks) SendsSMS() bool { return h.sendSMS != nil }

// JudgesNewUsers reports whether a hook is asked before a user is created.
func (h *Hooks) JudgesNewUsers() bool { return h.beforeUserCreated != nil }
