package otp

import (
	"fmt"
	"io"
	"log/slog"
	"time"

	"phonelogin/auth/delivery"
	"phonelogin/auth/hooks"
	"phonelogin/auth/numberlog"
	"phonelogin/auth/phone"
	"phonelogin/auth/secrets"
	"phonelogin/auth/texts"
	"phonelogin/auth/users"
	"phonelogin/auth/writebehind"
	"phonelogin/config"
	"phonelogin/models"
)

// Codes takes requests for codes and sends them.
type Codes struct {
	maker
	db        *models.DB
	users     *users.Users
	hooks     *hooks.Hooks
	messenger *delivery.Messenger
	events    *numberlog.Log
	texts     *texts.Texts
	behind    *writebehind.Group // has the messages that nobody waits for
	appName   func(clientID string) string
	rules     config.Auth
	host      string
	numbers   secrets.NumberKey
	random    io.Reader
	log       *slog.Logger
}

// Deps are what Codes and Checker are made of.
type Deps struct {
	DB          *models.DB
	Users       *users.Users
	Hooks       *hooks.Hooks // judge newcomers
	Messenger   *delivery.Messenger
	Events      *numberlog.Log     // takes what was refused
	Behind      *writebehind.Group // has the messages that nobody waits for, and takes the challenges whose code was right
	Texts       *texts.Texts
	AppName     func(clientID string) string // what messages call an app; the default app's name for an id of none
	Rules       config.Auth
	Development bool   // test numbers need no end
	Host        string // of our own pages, named in the last line of messages
	Numbers     secrets.NumberKey
	Master      secrets.Master
	Now         func() time.Time // in whole microseconds
	Random      io.Reader
	Log         *slog.Logger
}

// New makes Codes, and the Checker of what they send. The error is a key that cannot
// be derived or a test number that is none.
func New(d Deps) (*Codes, *Checker, error) {
	m := maker{
		sms: d.Rules.SMS, otp: d.Rules.RateLimits.OTP, mfa: d.Rules.MFA, development: d.Development, now: d.Now,
		testCodes: map[phone.Number]string{},
	}
	var err error
	if m.key, err = d.Master.For("code"); err != nil {
		return nil, nil, err
	}
	repeatKey, err := d.Master.For("repeated code")
	if err != nil {
		return nil, nil, err
	}
	for written, code := range d.Rules.SMS.TestOTP {
		number, err := phone.ParseWire(written)
		if err != nil {
			return nil, nil, fmt.Errorf("auth.sms.test_otp: %w", err)
		}
		m.testCodes[number] = code
	}
	codes := &Codes{
		maker: m, db: d.DB, users: d.Users, hooks: d.Hooks, messenger: d.Messenger, events: d.Events, texts: d.Texts, behind: d.Behind,
		appName: d.AppName, rules: d.Rules, host: d.Host, numbers: d.Numbers, random: d.Random, log: d.Log,
	}
	return codes, &Checker{
		maker: m, codes: codes, db: d.DB, users: d.Users, messenger: d.Messenger, events: d.Events, entered: writebehind.NewQueue(d.Behind, "entered codes", d.DB.Convert),
		repeatKey: repeatKey, log: d.Log,
	}, nil
}
