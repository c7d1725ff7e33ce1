package domain

import (
	"cmp"
	"fmt"
	"net/url"
	"time"

	"phonelogin/auth"
	"phonelogin/auth/admin"
	"phonelogin/auth/apps"
	"phonelogin/auth/audit"
	"phonelogin/auth/delivery"
	"phonelogin/auth/hooks"
	"phonelogin/auth/human"
	"phonelogin/auth/keyring"
	"phonelogin/auth/limits"
	"phonelogin/auth/mfa"
	"phonelogin/auth/numberlog"
	"phonelogin/auth/otp"
	"phonelogin/auth/pagesessions"
	"phonelogin/auth/passwords"
	"phonelogin/auth/purge"
	"phonelogin/auth/readiness"
	"phonelogin/auth/secrets"
	"phonelogin/auth/sessions"
	"phonelogin/auth/takeover"
	"phonelogin/auth/texts"
	"phonelogin/auth/timeline"
	"phonelogin/auth/users"
	"phonelogin/auth/writebehind"
	"phonelogin/config"
	"phonelogin/models"
)

// builder makes a Domain step by step, and has what several steps need.
type builder struct {
	*Domain
	given       Deps
	rules       config.Auth
	development bool
	master      secrets.Master
	numberKey   secrets.NumberKey
	passwords   passwords.Rules // of new passwords
	texts       *texts.Texts
}

// newBuilder sets the clock and derives the keys that several rooms need.
func newBuilder(d Deps) (*builder, error) {
	master, err := secrets.NewMaster(d.Config.Secrets.MasterKey)
	if err != nil {
		return nil, err
	}
	numberKey, err := secrets.NewNumberKey(master)
	if err != nil {
		return nil, err
	}
	return &builder{
		// Databases keep microseconds: an answer before a write must not differ from one
		// that was read back.
		Domain: &Domain{Now: func() time.Time { return d.Now().UTC().Truncate(time.Microsecond) }},
		given:  d, rules: d.Config.Auth, development: d.Config.Mode == config.Development, master: master, numberKey: numberKey,
		passwords: passwords.Rules{Length: d.Config.Auth.MinimumPasswordLength, Characters: d.Config.Auth.PasswordRequirements},
	}, nil
}

// makeLogs makes the queues of writes, and the logs that use them.
func (b *builder) makeLogs() error {
	d := b.given
	b.Behind = writebehind.NewGroup(writebehind.Options{Rejected: models.IsRejected, Now: b.Now, Log: d.Log})
	b.Audit = audit.New(audit.Deps{
		DB: d.DB, Behind: b.Behind, Keep: b.rules.AuditLog, Audience: b.rules.JWTAud, Now: b.Now, Random: d.Random, Log: d.Log,
	})
	b.NumberLog = numberlog.New(numberlog.Deps{
		DB: d.DB, Behind: b.Behind, Numbers: b.numberKey, Now: b.Now, Random: d.Random, Log: d.Log,
	})
	return nil
}

// makeGuards makes the rooms that handlers ask before they serve a request.
func (b *builder) makeGuards() (err error) {
	d := b.given
	b.Readiness = readiness.New(d.DB, b.Now, d.Random)
	b.Human = human.New(b.rules.Captcha, d.Log)
	b.PageSessions = pagesessions.New(d.DB, b.Now)
	b.Gate, err = limits.NewGate(limits.GateDeps{
		DB: d.DB, Rates: b.rules.RateLimit, SparesLoopback: b.development && !d.Config.Given("auth.rate_limit"), Master: b.master,
		Now: b.Now, Log: d.Log,
	})
	return err
}

// makeOutside makes the rooms that call hooks and carriers.
func (b *builder) makeOutside() (err error) {
	d := b.given
	b.Hooks, err = hooks.New(hooks.Deps{
		Settings: b.rules.Hook,
		// In development no hook on another machine is called unless the settings allow
		// messages: it may be the one of production, which sends and pays.
		LocalOnly: b.development && !b.rules.SMS.SendInDevelopment,
		DB:        d.DB, Now: b.Now, Random: d.Random, Log: d.Log,
	})
	if err != nil {
		return err
	}
	b.Messenger = delivery.New(delivery.Deps{
		DB: d.DB, Router: d.Router, Reporters: d.Reporters, Hooks: b.Hooks, Numbers: b.numberKey, Events: b.NumberLog,
		Limit: b.rules.RateLimit, CountInbox: d.Config.Mode == config.Production || d.Config.Given("auth.rate_limit.sms_sent"),
		CheckFor: b.rules.SMS.SendBudget, Now: b.Now, Random: d.Random, Log: d.Log, Inbox: d.Inbox,
	})
	return nil
}

// makeCodes makes the rooms that send and check one-time codes.
func (b *builder) makeCodes() (err error) {
	d := b.given
	b.Apps = apps.New(b.rules.DefaultApp, d.Config.Apps)
	b.Users = users.New(users.Deps{
		DB: d.DB, Audience: b.rules.JWTAud, Role: b.rules.JWTDefaultRole, Numbers: b.numberKey, Events: b.NumberLog, Behind: b.Behind,
		Now: b.Now, Random: d.Random, Log: d.Log,
	})
	b.texts, err = texts.New(texts.Settings{Language: b.rules.DefaultLanguage, SMS: b.rules.SMS, Factors: b.rules.MFA.Phone})
	if err != nil {
		return err
	}
	public, err := url.Parse(d.Config.Server.PublicURL)
	if err != nil {
		return fmt.Errorf("server.public_url: %w", err)
	}
	b.Codes, b.Checker, err = otp.New(otp.Deps{
		DB: d.DB, Users: b.Users, Hooks: b.Hooks, Messenger: b.Messenger, Events: b.NumberLog, Behind: b.Behind, Texts: b.texts, Apps: b.Apps,
		SMS: b.rules.SMS, Pace: b.rules.RateLimits.OTP, Factors: b.rules.MFA, SignUps: b.rules.EnableSignup, Development: b.development,
		Host: public.Hostname(), Numbers: b.numberKey, Master: b.master, Now: b.Now, Random: d.Random, Log: d.Log,
	})
	return err
}

// makeSigningIn makes the rooms that open sessions and raise them.
func (b *builder) makeSigningIn() error {
	d := b.given
	store, err := keyring.OpenStore(d.DB, b.master, b.Now, d.Random)
	if err != nil {
		return err
	}
	b.Keyring = keyring.New(d.Keys, store, b.Now, d.Log)
	b.Sessions, err = sessions.New(sessions.Deps{
		DB: d.DB, Keyring: b.Keyring, Hooks: b.Hooks, Audit: b.Audit, Master: b.master,
		Issuer: cmp.Or(b.rules.JWTIssuer, d.Config.Server.PublicURL+"/auth/v1"), AccessLife: b.rules.JWTExpiry,
		Refresh: b.rules.RefreshTokens, Limits: b.rules.Sessions, Now: b.Now, Random: d.Random, Log: d.Log,
	})
	if err != nil {
		return err
	}
	b.Auth = auth.New(auth.Deps{
		DB: d.DB, Users: b.Users, Codes: b.Codes, Checker: b.Checker, Sessions: b.Sessions, Messenger: b.Messenger, Hooks: b.Hooks,
		Audit: b.Audit, Events: b.NumberLog, Behind: b.Behind, Texts: b.texts, Numbers: b.numberKey,
		SignUps: b.rules.SignUps, Passwords: b.rules.Passwords, Strength: b.passwords, SMS: b.rules.SMS, Audience: b.rules.JWTAud, AppName: b.rules.AppName,
		PublicURL: d.Config.Server.PublicURL, Now: b.Now, Random: d.Random, Log: d.Log,
	})
	b.Factors, err = mfa.New(mfa.Deps{
		DB: d.DB, Codes: b.Codes, Checker: b.Checker, Apps: b.Apps, Sessions: b.Sessions, Audit: b.Audit, Hooks: b.Hooks,
		Rules: b.rules.MFA, Master: b.master, Now: b.Now, Random: d.Random, Log: d.Log,
	})
	return err
}

// makeOperation makes the rooms for operators.
func (b *builder) makeOperation() (err error) {
	d := b.given
	b.Admin, err = admin.New(admin.Deps{
		DB: d.DB, Users: b.Users, MFA: b.Factors, Audit: b.Audit, AdminRoles: b.rules.JWTAdminRoles,
		Passwords: b.passwords, Master: b.master, Now: b.Now, Random: d.Random, Audience: b.rules.JWTAud, Role: b.rules.JWTDefaultRole,
	})
	if err != nil {
		return err
	}
	b.Timelines = timeline.New(timeline.Deps{
		DB: d.DB, Numbers: b.numberKey, Rules: b.rules.SMS, Development: b.development, Now: b.Now,
	})
	b.Purger = purge.New(purge.Deps{
		DB: d.DB, Now: b.Now, Log: d.Log,
		SessionLimits: func(at time.Time) models.SessionLimits { return sessions.LimitsAt(b.rules.Sessions, at) },
		Keep: purge.Keep{
			AccessTokens: b.rules.JWTExpiry, UnusedSessions: b.rules.KeepUnusedSessions, Messages: b.rules.SMS.KeepMessages,
			History: b.rules.SMS.KeepHistory, AuditLog: b.rules.KeepAuditLog,
		},
	})
	b.Importer, err = takeover.New(takeover.Deps{
		DB: d.DB, Master: b.master, Now: b.Now, Random: d.Random, Audience: b.rules.JWTAud, Role: b.rules.JWTDefaultRole,
	})
	return err
}
