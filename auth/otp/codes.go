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
	"phonelogin/auth/secrets"
	"phonelogin/auth/texts"
	"phonelogin/auth/users"
	"phonelogin/auth/writebehind"
	"phonelogin/config"
	"phonelogin/models"
	"phonelogin/models/phone"
)

// Codes opens challenges and sends their codes.
type Codes struct {
	maker
	db        *models.DB
	users     *users.Users
	hooks     *hooks.Hooks
	messenger *delivery.Messenger
	events    *numberlog.Log
	texts     *texts.Texts
	behind    *writebehind.Group // sends messages after the answer
	apps      *apps.Apps
	signUps   bool
	host      string
	numbers   secrets.NumberKey
	random    io.Reader
	log       *slog.Logger
}

// Deps are the dependencies of New.
type Deps struct {
	DB          *models.DB
	Users       *users.Users
	Hooks       *hooks.Hooks // may refuse new users
	Messenger   *delivery.Messenger
	Events      *numberlog.Log     // records refusals
	Behind      *writebehind.Group // sends messages after the answer, and writes which codes were entered
	Texts       *texts.Texts
	Apps        *apps.Apps // for their names in messages
	SMS         config.SMS
	Pace        config.OTPLimits
	Factors     config.MFA // rules of the codes of second factors
	SignUps     bool       // unknown numbers can become users
	Development bool       // test numbers need no end date
	Host        string     // of our own pages, for the last line of messages
	Numbers     secrets.NumberKey
	Master      secrets.Master
	Now         func() time.Time // in whole microseconds
	Random      io.Reader
	Log         *slog.Logger
}

// New makes a Codes and the Checker of its codes. The error is a key that cannot be
// derived, or a test number that is no number.
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
