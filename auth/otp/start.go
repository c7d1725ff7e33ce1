package otp

import (
	"context"
	"errors"
	"time"

	"phonelogin/auth/client"
	"phonelogin/auth/delivery"
	"phonelogin/auth/limits"
	"phonelogin/auth/refusal"
	"phonelogin/auth/secrets"
	"phonelogin/models"
)

// Start sends a code. Within ten minutes it sends the same one again, unless that was
// used or has no tries left. The validity counts from now on. If a refusal is Unsure, the
// message may have arrived, and Start returns both values. Refuses with PhoneDisabled,
// BadChannel, CountryRefused, UnknownNumber, SignupsClosed, TooSoon, NumberStopped,
// OptedOut, BudgetSpent, SendRefused, SendFailed or, if the user is gone, NoUser, and as
// the hooks do. A fault of the database is never one of these.
func (cs *Codes) Start(ctx context.Context, r Request) (*SentCode, error) {
	sent, err := cs.startCode(ctx, r)
	cs.noteRefusedRequest(r, err)
	return sent, err
}

func (cs *Codes) startCode(ctx context.Context, r Request) (*SentCode, error) {
	if err := cs.checkRequest(r); err != nil {
		return nil, err
	}
	who, err := cs.admits(ctx, r)
	if err != nil {
		return nil, err
	}
	test := cs.IsTestNumber(r.Phone)
	c, sends, err := cs.openChallenge(ctx, r, who, test)
	if err != nil {
		return nil, err
	}
	sent := &SentCode{
		Challenge: c.ID, SentAt: c.SentAt, ExpiresAt: c.ExpiresAt, Channel: r.Channel,
		ResendAt: c.SentAt.Add(limits.WaitAfter(sends, cs.rulesOf(r.Purpose).Period)),
	}
	switch {
	case test && who == newcomer:
		sent.MessageID, err = "test-otp", cs.askAboutNewcomer(ctx, c)
	case test:
		sent.MessageID = "test-otp"
	case who == nobody:
		// No message is sent, and the caller is not told. The challenge is real, so that
		// later answers are those of any number.
		cs.events.Note(r.Phone, models.NumberEvent{Kind: models.EventRequestRefused, Reason: models.ReasonNobodyMayEnter, Channel: r.Channel})
	case r.Discreet && (who == knownOnly || cs.hooks.JudgesNewUsers()):
		// The time that the carrier or the hook takes would tell a known number from an
		// unknown one.
		cs.behind.Go(ctx, func(ctx context.Context) {
			_, err := cs.send(ctx, c, who) // send logs its errors
			cs.noteRefusedRequest(r, err)
		})
	default:
		sent.MessageID, err = cs.send(ctx, c, who)
	}
	return sent, cs.withWait(err, sent.ResendAt)
}

// withWait adds to an Unsure refusal when the number may ask again: the message counts
// because it may have been sent.
func (cs *Codes) withWait(err error, resendAt time.Time) error {
	var r *refusal.Refusal
	if errors.As(err, &r) && r.Unsure {
		r.RetryAfter = max(r.RetryAfter, resendAt.Sub(cs.now()))
	}
	return err
}

// checkRequest refuses a request for a code with PhoneDisabled, SendRefused (there is no
// number), BadChannel or CountryRefused.
func (cs *Codes) checkRequest(r Request) error {
	if !cs.sms.EnableSignup && r.Purpose != MFA {
		return refusal.New(refusal.PhoneDisabled)
	}
	if r.Phone == "" { // the user gave the number up after the sign-in
		return refusal.New(refusal.SendRefused)
	}
	if !cs.messenger.Carries(r.Phone, r.Channel) {
		return refusal.New(refusal.BadChannel)
	}
	if allowed := cs.sms.Countries; len(allowed) > 0 && !r.Phone.In(allowed) {
		return &refusal.Refusal{Reason: refusal.CountryRefused, Country: r.Phone.Origin()}
	}
	return nil
}

// openChallenge judges the pace of the number and the budget, and stores the challenge,
// all in one transaction. The int is how many messages the number has asked for. free
// marks a test number.
func (cs *Codes) openChallenge(ctx context.Context, r Request, who admission, free bool) (*models.Challenge, int, error) {
	id, err := secrets.NewID(cs.random)
	if err != nil {
		return nil, 0, err
	}
	nonce, err := secrets.Bytes(cs.random, secrets.NonceSize)
	if err != nil {
		return nil, 0, err
	}
	now, sends, rules := cs.now(), 0, cs.rulesOf(r.Purpose)
	var settled time.Time
	if !free {
		settled = now.Add(-delivery.OptOutRecheck)
	}
	budget, messages := cs.cost(who, free)
	c, err := cs.db.OpenChallenge(ctx, models.CodeRequest{
		New: models.Challenge{
			ID: id, Phone: r.Phone, Purpose: r.Purpose, Face: r.Face, Device: r.Device,
			UserID: models.Text(r.UserID), Channel: r.Channel, Nonce: nonce, Sends: 1, ConfirmsSignUp: r.ConfirmsSignUp,
			CreateUser: (who == anyone || who == newcomer) && r.CreateUser, Data: r.Data,
			Language: models.Text(client.From(ctx).Language), EmbeddedIn: models.Text(r.EmbeddedIn),
			FlowHash: flowHash(r.Flow), CreatedAt: now, SentAt: now,
		},
		Number:              cs.numbers.Hash(r.Phone),
		RecheckOptOutBefore: settled,
		MaxTries:            limits.MaxTries,
		ReuseFor:            limits.LongestLife,
		ExpiresAt:           func(made time.Time) time.Time { return rules.EndsAt(made, now) },
		Judge: func(h models.History) (n int, err error) {
			sends, err = limits.Pace(h, rules.Period, free, now)
			return sends, err
		},
		Budget:   budget,
		Messages: messages,
	})
	var spent *models.OverBudgetError
	if errors.As(err, &spent) {
		cs.log.WarnContext(ctx, "no message sent, the budget of the period is spent", "until", spent.EndsAt)
		return nil, 0, &refusal.Refusal{Reason: refusal.BudgetSpent, RetryAfter: spent.EndsAt.Sub(now)}
	}
	if err != nil {
		return nil, 0, refusal.Missing(err, refusal.NoUser, "open challenge")
	}
	return c, sends, nil
}

// cost returns what a request takes from the budget. Test numbers cost nothing. Numbers
// that nobody may sign in with cost nothing either, but are refused like all others when
// the budget is spent: otherwise the refusal would tell a known number from an unknown
// one.
func (cs *Codes) cost(who admission, test bool) (b *models.Budget, messages int) {
	switch {
	case test:
		return nil, 0
	case who == nobody:
		return cs.messenger.Budget(), 0
	}
	return cs.messenger.Budget(), 1
}
