package delivery

import (
	"context"
	"io"
	"log/slog"
	"time"

	"phonelogin/auth/hooks"
	"phonelogin/auth/numberlog"
	"phonelogin/auth/secrets"
	"phonelogin/config"
	"phonelogin/models"
	"phonelogin/models/phone"
	"phonelogin/providers"
)

// Messenger sends messages and keeps their rows.
type Messenger struct {
	db         *models.DB
	router     *providers.Router
	reporters  map[string]Reporter
	hooks      *hooks.Hooks
	numbers    secrets.NumberKey
	events     *numberlog.Log
	limit      config.RateLimit
	countInbox bool
	checkFor   time.Duration
	now        func() time.Time
	random     io.Reader
	log        *slog.Logger
	inbox      func(context.Context, providers.Message) error // nil outside development
	budget     *models.Budget                                 // of messages; nil for none
}

// Deps are the parts of a Messenger.
type Deps struct {
	DB         *models.DB
	Router     *providers.Router
	Reporters  map[string]Reporter // of carriers with delivery reports, by name
	Hooks      *hooks.Hooks
	Numbers    secrets.NumberKey
	Events     *numberlog.Log
	Limit      config.RateLimit
	CountInbox bool          // charge the budget for messages to the inbox too
	CheckFor   time.Duration // time limit for a provider's answer about its code
	Now        func() time.Time
	Random     io.Reader
	Log        *slog.Logger

	Inbox func(context.Context, providers.Message) error // shows a hook's messages in development; nil otherwise
}

// Reporter reads a carrier's callback. It returns providers.ErrForged for a bad
// signature.
type Reporter = func(providers.Callback) (providers.Report, error)

// New makes a Messenger.
func New(d Deps) *Messenger {
	m := &Messenger{
		db: d.DB, router: d.Router, reporters: d.Reporters, hooks: d.Hooks, numbers: d.Numbers, events: d.Events,
		limit: d.Limit, countInbox: d.CountInbox, checkFor: d.CheckFor, now: d.Now, random: d.Random, log: d.Log, inbox: d.Inbox,
	}
	m.budget = m.newBudget()
	return m
}

// Provider is the name of the first provider, for GET /settings; "" for a hook.
func (m *Messenger) Provider() string {
	if m.hooks.SendsSMS() {
		return ""
	}
	return m.router.Name()
}

// ReallySends reports whether messages go to a carrier or the send_sms hook, and
// not only to the inbox of development.
func (m *Messenger) ReallySends() bool {
	return m.hooks.SendsSMS() || m.router.Name() != providers.InboxName
}

// Channels are the channels offered to people, the default first. A hook is assumed
// to offer SMS.
func (m *Messenger) Channels() []phone.Channel {
	if m.hooks.SendsSMS() {
		return []phone.Channel{phone.SMS}
	}
	return m.router.Channels()
}

// Carries reports whether a code can be sent to a number on a channel. Routes may
// support more channels for some numbers than are offered to all.
func (m *Messenger) Carries(to phone.Number, c phone.Channel) bool {
	if m.hooks.SendsSMS() {
		return c == phone.SMS || c == phone.WhatsApp
	}
	return m.router.Carries(to, c)
}
