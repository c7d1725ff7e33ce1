package config

import (
	"strings"
	"testing"
)

func TestHooksAndCaptchaThatCannotWorkAreRefused(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(c *Config)
		want   string
	}{
		{"a hook without address", func(c *Config) { c.Auth.Hook.SendSMS.Enabled = true },
			"auth.hook.send_sms.uri: must be set"},
		{"a function in SQLite", func(c *Config) {
			c.Auth.Hook.BeforeUserCreated = Hook{Enabled: true, URI: "pg-functions://postgres/public/f"}
		}, "auth.hook.before_user_created.uri: a function in the database needs Postgres"},
		{"a captcha without secret", func(c *Config) { c.Auth.Captcha.Enabled = true }, "auth.captcha.secret: must be set"},
		{"an unknown captcha", func(c *Config) {
			c.Auth.Captcha.Enabled, c.Auth.Captcha.Secret, c.Auth.Captcha.Provider = true, "s", "puzzle"
		}, `auth.captcha.provider: "puzzle" is none of hcaptcha, turnstile`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, err := Load("", nil)
			if err != nil {
				t.Fatal(err)
			}
			tt.change(c)
			if err := c.Check(readers()); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestAHookThatSendsIsASenderForProduction(t *testing.T) {
	c, err := Load("", []string{"PHONELOGIN_MODE=production", "PHONELOGIN_AUTH_HOOK_SEND_SMS_ENABLED=true",
		"PHONELOGIN_AUTH_HOOK_SEND_SMS_URI=https://hooks.example.com"})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Check(readers()); err == nil || strings.Contains(err.Error(), "twilio") {
		t.Errorf("got %v, want problems with everything but the sender", err)
	}
}
