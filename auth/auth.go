package auth

import (
	"io"
	"log/slog"
	"time"

	"phonelogin/auth/audit"
	"phonelogin/auth/delivery"
	"phonelogin/auth/hooks"
	"phonelogin/auth/numberlog"
	"phonelogin/auth/otp"
	"phonelogin/auth/passwords"
	"phonelogin/auth/secrets"
	"phonelogin/auth/sessions"
	"phonelogin/auth/texts"
	"phonelogin/auth/users"
	"phonelogin/auth/writebehind"
	"phonelogin/config"
	"phonelogin/models"
	"phonelogin/models/phone"
	"phonelogin/providers"
)

// The rows and messages that answers carry, by the names that callers use.
type (
	User         = models.User
	Session      = models.Session
	Metadata     = models.Metadata
	Channel      = phone.Channel
	InboxMessage = providers.InboxMessage
	Callback     = providers.Callback
)

// The channels that a code can travel by.
const (
	SMS      = phone.SMS
	WhatsApp = phone.WhatsApp
)

// Service has a method for each step of signing in.
type Service struct {
	db        *models.DB
	users     *users.Users
	codes     *otp.Codes
	checker   *otp.Checker
	sessions  *sessions.Sessions
	messenger *delivery.Messenger
	hooks     *hooks.Hooks
	audit     *audit.Log
	events    *numberlog.Log
	behind    *writebehind.Group
	texts     *texts.Texts
	numberKey secrets.NumberKey

	signUps   config.SignUps
	passwords config.Passwords
	strength  passwords.Rules
	sms       config.SMS
	audience  string
	appName   string
	publicURL string

	now    func() time.Time
	random io.Reader
	log    *slog.Logger
}

// Deps are the dependencies of New.
type Deps struct {
	DB        *models.DB
	Users     *users.Users
	Codes     *otp.Codes
	Checker   *otp.Checker
	Sessions  *sessions.Sessions
	Messenger *delivery.Messenger // tells old numbers of a change
	Hooks     *hooks.Hooks        // may refuse new users and attempts of passwords
	Audit     *audit.Log
	Events    *numberlog.Log
	Behind    *writebehind.Group // sends notices after the answer
	Texts     *texts.Texts       // of notices
	Numbers   secrets.NumberKey

	SignUps   config.SignUps
	Passwords config.Passwords
	Strength  passwords.Rules // of new passwords
	SMS       config.SMS
	Audience  string // of new users
	AppName   string // of the default app, for notices
	PublicURL string // of our own pages, for links in notices

	Now    func() time.Time // in whole microseconds
	Random io.Reader
	Log    *slog.Logger
}

// New makes a Service.
func New(d Deps) *Service {
	return &Service{
		db: d.DB, users: d.Users, codes: d.Codes, checker: d.Checker, sessions: d.Sessions, messenger: d.Messenger, hooks: d.Hooks,
		audit: d.Audit, events: d.Events, behind: d.Behind, texts: d.Texts, numberKey: d.Numbers,
		signUps: d.SignUps, passwords: d.Passwords, sms: d.SMS, audience: d.Audience, appName: d.AppName, publicURL: d.PublicURL,
		strength: d.Strength, now: d.Now, random: d.Random, log: d.Log,
	}
}

func (s *Service) newID() (string, error) { return secrets.NewID(s.random) }
