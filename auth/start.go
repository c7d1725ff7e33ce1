package auth

import (
	"context"
	"errors"
	"time"

	"phonelogin/auth/apps"
	"phonelogin/auth/client"
	"phonelogin/auth/delivery"
	"phonelogin/auth/limits"
	"phonelogin/auth/refusal"
	"phonelogin/auth/secrets"
	"phonelogin/models"
	"phonelogin/providers"
)

// Purpose is what a code is good for.
type Purpose = models.Purpose

// The purposes.
const (
	Login       = models.PurposeLogin
	PhoneChange = models.PurposePhoneChange
	Proof       = models.PurposeProof
	MFA         = models.PurposeMFA // the face is FactorFace and the factor's id
)

// The faces that codes are asked through where no app is.
const (
	APIFace   = "@api"   // the JSON API
	PagesFace = "@pages" // our own pages; "@pages:<app id>" for a relying app

	FactorFace = "@factor:" // and the id of a second factor
)

// Request asks for a code.
type Request struct {
	Phone          Phone
	Channel        providers.Channel
	Purpose        Purpose
	Face           string    // APIFace or PagesFace…
	App            *apps.App // whose name the message bears
	Device         string    // names a browser that signed in with this number before; "" for strangers
	UserID         string    // who asks, for PhoneChange and Proof
	CreateUser     bool      // an unknown number becomes a user
	Data           Metadata  // of the new user, or what a change of number replaces
	ConfirmsSignUp bool      // the code confirms a sign-up with a password
	EmbeddedIn     string    // host of the site whose frame shows our page, which the operator registered; "" for none
	Flow           string    // names a login in one browser, which may ask again, see AskedBefore; "" for none
	Discreet       bool      // known and unknown numbers get the same answer at the same time
}

// Asked is a code on its way.
type Asked struct {
	Challenge string    // its id
	MessageID string    // the carrier's name for the message; "" when nobody waited for it
	SentAt    time.Time // when it was asked for
	ExpiresAt time.Time // the code is good until then
	ResendAt  time.Time // the number may ask again from then on
	Channel   providers.Channel
}

// Start sends a code: for ten minutes the same one as before, unless it was used or
// has no tries left. It is good for the validity from then on. With a refusal that
// is Unsure comes what was asked for: the code may have arrived. Refuses with
// PhoneDisabled, BadChannel, CountryRefused, UnknownNumber, SignupsClosed,
// TooSoon, NumberStopped, OptedOut, BudgetSpent, SendRefused or SendFailed. A fault
// of the database is never told as one of these.
func (s *Service) Start(ctx context.Context, r Request) (*Asked, error) {
	asked, err := s.start(ctx, r)
	s.noteRefusedRequest(r, err)
	return asked, err
}

func (s *Service) start(ctx context.Context, r Request) (*Asked, error) {
	if err := s.mayAsk(r); err != nil {
		return nil, err
	}
	welcome, err := s.welcomes(ctx, r)
	if err != nil {
		return nil, err
	}
	_, test := s.testCode(r.Phone)
	c, sends, err := s.open(ctx, r, welcome, test)
	if err != nil {
		return nil, err
	}
	asked := &Asked{
		Challenge: c.ID, SentAt: c.SentAt, ExpiresAt: c.ExpiresAt, Channel: r.Channel,
		ResendAt: c.SentAt.Add(limits.WaitAfter(sends, s.codes(r.Purpose).Period)),
	}
	switch {
	case test && welcome == newcomer:
		asked.MessageID, err = "test-otp", s.askNewcomer(ctx, r, c)
	case test:
		asked.MessageID = "test-otp"
	case welcome == nobodyThere:
		// Nothing is sent and nothing is told. The challenge is real, so that
		// later answers are those of any number.
		s.numberLog.Note(r.Phone, models.NumberEvent{Kind: models.EventRequestRefused, Reason: models.ReasonNobodyMayEnter, Channel: string(r.Channel)})
	case r.Discreet && (welcome == knownOnly || s.hooks.JudgesNewUsers()):
		// How long the carrier or the hook takes would tell whether the number is
		// known.
		s.behind.Go(ctx, func(ctx context.Context) {
			_, err := s.send(ctx, r, c, welcome) // it logs
			s.noteRefusedRequest(r, err)
		})
	default:
		asked.MessageID, err = s.send(ctx, r, c, welcome)
	}
	return asked, s.orWait(err, asked.ResendAt)
}

// orWait tells with a failure when the number may ask again, where the message
// counts because it may have been sent.
func (s *Service) orWait(err error, resendAt time.Time) error {
	var r *refusal.Refusal
	if errors.As(err, &r) && r.Unsure {
		r.RetryAfter = max(r.RetryAfter, resendAt.Sub(s.now()))
	}
	return err
}

func (s *Service) mayAsk(r Request) error {
	if !s.rules.SMS.EnableSignup && r.Purpose != MFA {
		return refusal.New(refusal.PhoneDisabled)
	}
	if !s.messenger.Carries(r.Phone, r.Channel) {
		return refusal.New(refusal.BadChannel)
	}
	if allowed := s.rules.SMS.Countries; len(allowed) > 0 && !r.Phone.In(allowed) {
		return &refusal.Refusal{Reason: refusal.CountryRefused, Country: r.Phone.Origin()}
	}
	return nil
}

// cost is what a request takes out of the budget. Test numbers cost nothing, and
// neither do numbers that nobody may sign in with; but these are refused as any
// other when nothing is left, or the refusal would tell who is known.
func (s *Service) cost(w welcome, test bool) (b *models.Budget, messages int) {
	switch {
	case test:
		return nil, 0
	case w == nobodyThere:
		return s.messenger.Budget(), 0
	}
	return s.messenger.Budget(), 1
}

// open judges the request and notes the challenge.
func (s *Service) open(ctx context.Context, r Request, w welcome, free bool) (*models.Challenge, int, error) {
	id, err := s.newID()
	if err != nil {
		return nil, 0, err
	}
	nonce, err := secrets.Bytes(s.random, secrets.NonceSize)
	if err != nil {
		return nil, 0, err
	}
	now, sends, rules := s.now(), 0, s.codes(r.Purpose)
	var settled time.Time
	if !free {
		settled = now.Add(-delivery.OptOutRecheck)
	}
	budget, messages := s.cost(w, free)
	c, err := s.db.OpenChallenge(ctx, models.CodeRequest{
		New: models.Challenge{
			ID: id, Phone: string(r.Phone), Purpose: string(r.Purpose), App: r.Face, Bucket: r.Device,
			UserID: models.Text(r.UserID), Channel: string(r.Channel), Nonce: nonce, Sends: 1, ConfirmsSignUp: r.ConfirmsSignUp,
			CreateUser: (w == anyone || w == newcomer) && r.CreateUser, Data: r.Data,
			Language: models.Text(client.From(ctx).Language), EmbeddedIn: models.Text(r.EmbeddedIn),
			FlowHash: flowHash(r.Flow), CreatedAt: now, SentAt: now,
		},
		Number:              s.numberKey.Hash(r.Phone),
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
		s.log.WarnContext(ctx, "no message sent, the budget of the period is spent", "until", spent.EndsAt)
		return nil, 0, &refusal.Refusal{Reason: refusal.BudgetSpent, RetryAfter: spent.EndsAt.Sub(now)}
	}
	if err != nil {
		return nil, 0, refusal.Missing(err, refusal.NoUser, "open challenge")
	}
	return c, sends, nil
}
