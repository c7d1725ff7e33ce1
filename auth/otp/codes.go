package otp

import (
	"fmt"
	"io"
	"log/slog"
	"time"

	"phonelogin/auth/apps"
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
	apps      *apps.Apps
	signUps   bool
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
	Apps        *apps.Apps // whose names messages bear
	SMS         config.SMS
	Pace        config.OTPLimits
	Factors     config.MFA // rules of the codes of second factors
	SignUps     bool       // new users are welcome
	Development bool       // test numbers need no end
	Host        string     // of our own pages, named in the last line of messages
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
		sms: d.SMS, pace: d.Pace, factors: d.Factors, development: d.Development, now: d.Now,
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
	for written, code := range d.SMS.TestOTP {
		number, err := phone.ParseWire(written)
		if err != nil {
			return nil, nil, fmt.Errorf("auth.sms.test_otp: %w", err)
		}
		m.testCodes[number] = code
	}
	codes := &Codes{
		maker: m, db: d.DB, users: d.Users, hooks: d.Hooks, messenger: d.Messenger, events: d.Events, texts: d.Texts, behind: d.Behind,
		apps: d.Apps, signUps: d.SignUps, host: d.Host, numbers: d.Numbers, random: d.Random, log: d.Log,
	}
	return codes, &Checker{
		maker: m, codes: codes, db: d.DB, users: d.Users, messenger: d.Messenger, events: d.Events, entered: writebehind.NewQueue(d.Behind, "entered codes", d.DB.Convert),
		repeatKey: repeatKey, log: d.Log,
	}, nil
}
