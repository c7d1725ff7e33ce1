package delivery

import (
	"context"
	"io"
	"log/slog"
	"time"

	"phonelogin/auth/hooks"
	"phonelogin/auth/numberlog"
	"phonelogin/auth/phone"
	"phonelogin/auth/secrets"
	"phonelogin/config"
	"phonelogin/models"
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
	budget     *models.Budget                                 // of messages; nil where there is none
}

// Deps are what a Messenger is made of.
type Deps struct {
	DB         *models.DB
	Router     *providers.Router
	Reporters  map[string]Reporter // of those carriers that tell what became of a message, by their names
	Hooks      *hooks.Hooks
	Numbers    secrets.NumberKey
	Events     *numberlog.Log
	Limit      config.RateLimit
	CountInbox bool          // messages count although nothing but the inbox has them
	CheckFor   time.Duration // how long a provider is asked about a code that it made
	Now        func() time.Time
	Random     io.Reader
	Log        *slog.Logger

	Inbox func(context.Context, providers.Message) error // shows what the hook is given; nil outside development
}

// Reporter reads a carrier's callback; a bad signature is providers.ErrForged.
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

// Provider names who carries messages in the first place, for GET /settings; ""
// for a hook.
func (m *Messenger) Provider() string {
	if m.hooks.SendsSMS() {
		return ""
	}
	return m.router.Name()
}

// ReallySends tells whether messages are handed to somebody who may send them: a
// carrier or the send_sms hook. The inbox of development has them in any case.
func (m *Messenger) ReallySends() bool {
	return m.hooks.SendsSMS() || m.router.Name() != providers.InboxName
}

// UsesHook tells whether codes go to the send_sms hook.
func (m *Messenger) UsesHook() bool { return m.hooks.SendsSMS() }

// Channels are the ways in which codes are offered to people, the default first.
// What a hook does beside SMS is not known here.
func (m *Messenger) Channels() []phone.Channel {
	if m.hooks.SendsSMS() {
		return []phone.Channel{phone.SMS}
	}
	return m.router.Channels()
}

// Carries reports whether a code may be asked for in this way. Routes may carry
// more to some numbers than is offered to all.
func (m *Messenger) Carries(to phone.Number, c phone.Channel) bool {
	if m.hooks.SendsSMS() {
		return c == phone.SMS || c == phone.WhatsApp
	}
	return m.router.Carries(to, c)
}
