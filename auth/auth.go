package auth

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"time"

	"phonelogin/auth/apps"
	"phonelogin/auth/audit"
	"phonelogin/auth/delivery"
	"phonelogin/auth/hooks"
	"phonelogin/auth/human"
	"phonelogin/auth/keyring"
	"phonelogin/auth/limits"
	"phonelogin/auth/numberlog"
	"phonelogin/auth/otp"
	"phonelogin/auth/pagesessions"
	"phonelogin/auth/passwords"
	"phonelogin/auth/purge"
	"phonelogin/auth/readiness"
	"phonelogin/auth/secrets"
	"phonelogin/auth/sessions"
	"phonelogin/auth/texts"
	"phonelogin/auth/tokens"
	"phonelogin/auth/users"
	"phonelogin/auth/writebehind"
	"phonelogin/config"
	"phonelogin/models"
	"phonelogin/providers"
)

// The rows and messages that answers carry, by the names that callers use.
type (
	User         = models.User
	Session      = models.Session
	Metadata     = models.Metadata
	Channel      = providers.Channel
	InboxMessage = providers.InboxMessage
	Callback     = providers.Callback
)

// The channels that a code can travel by.
const (
	SMS      = providers.SMS
	WhatsApp = providers.WhatsApp
)

// Service is the domain: every act of signing in is one of its methods.
type Service struct {
	db     *models.DB
	apps   *apps.Apps
	now    func() time.Time
	random io.Reader
	log    *slog.Logger

	rules       config.Auth
	development bool
	publicURL   string
	texts       *texts.Texts
	passwords   passwords.Rules
	numberKey   secrets.NumberKey
	audit       *audit.Log
	behind      *writebehind.Group
	codes       *otp.Codes
	checker     *otp.Checker
	numberLog   *numberlog.Log
	messenger   *delivery.Messenger
	hooks       *hooks.Hooks
	users       *users.Users
	keyring     *keyring.Keyring
	sessions    *sessions.Sessions

	purger       *purge.Purger
	readiness    *readiness.Readiness
	human        *human.Checker
	gate         *limits.Gate
	pageSessions *pagesessions.Store
}

// Deps are what a Service is made of.
type Deps struct {
	DB        *models.DB
	Router    *providers.Router
	Reporters map[string]delivery.Reporter // of those carriers that tell what became of a message, by their names
	Keys      *tokens.Ring                 // the configured ones
	Now       func() time.Time
	Random    io.Reader
	Log       *slog.Logger
	Config    *config.Config // checked

	Inbox func(context.Context, providers.Message) error // shows a message in development; nil outside of it
}

// New makes the Service. The error is a setting that cannot be used.
func New(d Deps) (*Service, error) {
	c := d.Config
	master, err := secrets.NewMaster(c.Secrets.MasterKey)
	if err != nil {
		return nil, err
	}
	public, err := url.Parse(c.Server.PublicURL)
	if err != nil {
		return nil, fmt.Errorf("server.public_url: %w", err)
	}
	s := &Service{
		db: d.DB, apps: apps.New(c.Auth.DefaultApp, c.Apps), random: d.Random, log: d.Log,
		// Databases keep microseconds; what is answered at once must not differ
		// from what is read back.
		now:         func() time.Time { return d.Now().UTC().Truncate(time.Microsecond) },
		rules:       c.Auth,
		development: c.Mode == "development",
		publicURL:   c.Server.PublicURL,
		passwords:   passwords.Rules{Length: c.Auth.MinimumPasswordLength, Characters: c.Auth.PasswordRequirements},
	}
	if s.numberKey, err = secrets.NewNumberKey(master); err != nil {
		return nil, err
	}
	s.behind = writebehind.NewGroup(writebehind.Options{Rejected: models.IsRejected, Now: s.now, Log: d.Log})
	s.audit = audit.New(audit.Deps{
		DB: d.DB, Behind: s.behind, Keep: c.Auth.AuditLog, Audience: c.Auth.JWTAud, Now: s.now, Random: d.Random, Log: d.Log,
	})
	if err := s.makeRooms(d, master); err != nil {
		return nil, err
	}
	if s.texts, err = texts.New(texts.Settings{Language: c.Auth.DefaultLanguage, SMS: c.Auth.SMS, Factors: c.Auth.MFA.Phone}); err != nil {
		return nil, err
	}
	s.hooks, err = hooks.New(hooks.Deps{
		Settings: c.Auth.Hook,
		// In development a hook on another machine is left alone unless the settings let
		// messages out: it may be that of production, which sends and pays.
		LocalOnly: s.development && !c.Auth.SMS.SendInDevelopment,
		DB:        d.DB, Now: s.now, Random: d.Random, Log: d.Log,
	})
	if err != nil {
		return nil, err
	}
	s.numberLog = numberlog.New(numberlog.Deps{
		DB: d.DB, Behind: s.behind, Numbers: s.numberKey, Now: s.now, Random: d.Random, Log: d.Log,
	})
	s.users = users.New(users.Deps{
		DB: d.DB, Audience: c.Auth.JWTAud, Role: c.Auth.JWTDefaultRole, Numbers: s.numberKey, Events: s.numberLog, Behind: s.behind,
		Now: s.now, Random: d.Random, Log: d.Log,
	})
	s.messenger = delivery.New(delivery.Deps{
		DB: d.DB, Router: d.Router, Reporters: d.Reporters, Hooks: s.hooks, Numbers: s.numberKey, Events: s.numberLog,
		Limit: c.Auth.RateLimit, CountInbox: c.Mode == config.Production || c.Given("auth.rate_limit.sms_sent"),
		CheckFor: c.Auth.SMS.SendBudget, Now: s.now, Random: d.Random, Log: d.Log, Inbox: d.Inbox,
	})
	s.codes, s.checker, err = otp.New(otp.Deps{
		DB: d.DB, Users: s.users, Hooks: s.hooks, Messenger: s.messenger, Events: s.numberLog, Behind: s.behind, Texts: s.texts,
		Apps: s.apps, SMS: c.Auth.SMS, Pace: c.Auth.RateLimits.OTP, Factors: c.Auth.MFA, SignUps: c.Auth.EnableSignup,
		Development: s.development, Host: public.Hostname(), Numbers: s.numberKey, Master: master, Now: s.now, Random: d.Random, Log: d.Log,
	})
	if err != nil {
		return nil, err
	}
	store, err := keyring.OpenStore(d.DB, master, s.now, d.Random)
	if err != nil {
		return nil, err
	}
	s.keyring = keyring.New(d.Keys, store, s.now, d.Log)
	s.sessions, err = sessions.New(sessions.Deps{
		DB: d.DB, Keyring: s.keyring, Hooks: s.hooks, Audit: s.audit, Master: master,
		Issuer: cmp.Or(c.Auth.JWTIssuer, c.Server.PublicURL+"/auth/v1"), AccessLife: c.Auth.JWTExpiry,
		Refresh: c.Auth.RefreshTokens, Limits: c.Auth.Sessions, Now: s.now, Random: d.Random, Log: d.Log,
	})
	if err != nil {
		return nil, err
	}
	return s, nil
}

// makeRooms makes those that Service itself has no use for.
func (s *Service) makeRooms(d Deps, master secrets.Master) (err error) {
	rules := d.Config.Auth
	s.purger = purge.New(purge.Deps{
		DB: d.DB, Now: s.now, Log: d.Log,
		SessionLimits: func(at time.Time) models.SessionLimits { return sessions.LimitsAt(rules.Sessions, at) },
		Keep: purge.Keep{
			AccessTokens: rules.JWTExpiry, UnusedSessions: rules.KeepUnusedSessions, Messages: rules.SMS.KeepMessages,
			History: rules.SMS.KeepHistory, AuditLog: rules.KeepAuditLog,
		},
	})
	s.readiness = readiness.New(d.DB, s.now, d.Random)
	s.human = human.New(rules.Captcha, d.Log)
	s.pageSessions = pagesessions.New(d.DB, s.now)
	s.gate, err = limits.NewGate(limits.GateDeps{
		DB: d.DB, Rates: rules.RateLimit, SparesLoopback: s.development && !d.Config.Given("auth.rate_limit"), Master: master, Now: s.now, Log: d.Log,
	})
	return err
}

// Apps are the relying apps.
func (s *Service) Apps() *apps.Apps { return s.apps }

// AuditLog is where acts are recorded; rooms above record theirs there too.
func (s *Service) AuditLog() *audit.Log { return s.audit }

// Hooks asks the operator's own programs; rooms above ask the same ones.
func (s *Service) Hooks() *hooks.Hooks { return s.hooks }

// Behind is what no request waits for; rooms above add theirs to it.
func (s *Service) Behind() *writebehind.Group { return s.behind }

// Purger deletes what is over.
func (s *Service) Purger() *purge.Purger { return s.purger }

// Readiness tells whether the service can do its work.
func (s *Service) Readiness() *readiness.Readiness { return s.readiness }

// Human asks people to show that they are no program.
func (s *Service) Human() *human.Checker { return s.human }

// Gate counts the requests of each client.
func (s *Service) Gate() *limits.Gate { return s.gate }

// PageSessions keeps what the pages remember of browsers.
func (s *Service) PageSessions() *pagesessions.Store { return s.pageSessions }

// Users finds and keeps the rows of users.
func (s *Service) Users() *users.Users { return s.users }

// Codes asks for one-time codes and sends them.
func (s *Service) Codes() *otp.Codes { return s.codes }

// Checker compares one-time codes that people entered.
func (s *Service) Checker() *otp.Checker { return s.checker }

// Messenger sends the messages, and knows what became of them.
func (s *Service) Messenger() *delivery.Messenger { return s.messenger }

// Now is the server's clock, from which countdowns are counted.
func (s *Service) Now() time.Time { return s.now() }

// Keyring is the keys of access tokens.
func (s *Service) Keyring() *keyring.Keyring { return s.keyring }

// Sessions opens, refreshes and ends sessions.
func (s *Service) Sessions() *sessions.Sessions { return s.sessions }

func (s *Service) newID() (string, error) { return secrets.NewID(s.random) }
