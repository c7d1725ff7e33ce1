package auth

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"phonelogin/models"
	"phonelogin/providers"
)

// Purpose is what a code is good for. A code of one purpose is wrong for every
// other (proves S4).
type Purpose string

// The purposes.
const (
	Login       Purpose = "login"        // opens a session, and makes the user
	PhoneChange Purpose = "phone_change" // gives a signed-in user the number
	Proof       Purpose = "proof"        // shows that a signed-in user still has their number
	MFA         Purpose = "mfa"          // proves a second factor; the face is FactorFace and its id
)

// The faces that codes are asked through where no app is.
const (
	APIFace   = "@api"   // the JSON API
	PagesFace = "@pages" // our own pages; "@pages:<app id>" for a relying app

	FactorFace = "@factor:" // and the id of a second factor
)

// Client is where a request comes from.
type Client struct {
	IP        string
	UserAgent string
	Country   string // ISO 3166-1, where a proxy that is believed named it; "" elsewhere
	Language  string // of the messages that are sent for it, one of locales.Languages; "" for the usual one
}

type clientKey struct{}

// WithClient notes where the request of ctx comes from, for the audit log, hooks
// and the language of messages.
func WithClient(ctx context.Context, c Client) context.Context {
	return context.WithValue(ctx, clientKey{}, c)
}

// ClientFrom is where the request of ctx comes from, the zero Client outside of
// one.
func ClientFrom(ctx context.Context) Client {
	c, _ := ctx.Value(clientKey{}).(Client) // absent outside a request
	return c
}

// Request asks for a code.
type Request struct {
	Phone      Phone
	Channel    providers.Channel
	Purpose    Purpose
	Face       string   // APIFace or PagesFace…
	App        *App     // whose name the message bears
	Device     string   // names a browser that signed in with this number before; "" for strangers
	UserID     string   // who asks, for PhoneChange and Proof
	CreateUser bool     // an unknown number becomes a user
	Data       Metadata // of the new user, or what a change of number replaces
	Claim      bool     // the code confirms a sign-up with a password
	EmbeddedIn string   // host of the site whose frame shows our page, which the operator registered; "" for none
	Flow       string   // names a login in one browser, which may ask again, see AskedBefore; "" for none
	Discreet   bool     // known and unknown numbers get the same answer at the same time
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
		ResendAt: c.SentAt.Add(waitAfter(sends, s.codes(r.Purpose).period)),
	}
	switch {
	case test && welcome == newcomer:
		asked.MessageID, err = "test-otp", s.askNewcomer(ctx, r, c)
	case test:
		asked.MessageID = "test-otp"
	case welcome == nobodyThere:
		// Nothing is sent and nothing is told. The challenge is real, so that
		// later answers are those of any number.
		s.noteEvent(r.Phone, models.NumberEvent{Kind: RequestRefused, Reason: nobodyMayEnter, Channel: string(r.Channel)})
	case r.Discreet && (welcome == knownOnly || s.hooks.beforeUserCreated != nil):
		// How long the carrier or the hook takes would tell whether the number is
		// known.
		s.later(ctx, func(ctx context.Context) {
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
	var r *Refusal
	if errors.As(err, &r) && r.Unsure {
		r.RetryAfter = max(r.RetryAfter, resendAt.Sub(s.now()))
	}
	return err
}

func (s *Service) mayAsk(r Request) error {
	if !s.rules.SMS.EnableSignup && r.Purpose != MFA {
		return refuse(PhoneDisabled)
	}
	if !s.carries(r.Phone, r.Channel) {
		return refuse(BadChannel)
	}
	if allowed := s.rules.SMS.Countries; len(allowed) > 0 && !r.Phone.In(allowed) {
		return &Refusal{Reason: CountryRefused, Country: r.Phone.Origin()}
	}
	return nil
}

// Channels are the ways in which codes are offered to people, the default first.
// What a hook does beside SMS is not known here.
func (s *Service) Channels() []providers.Channel {
	if s.hooks.sendSMS != nil {
		return []providers.Channel{SMS}
	}
	return s.router.Channels()
}

// carries reports whether a code may be asked for in this way. Routes may carry
// more to some numbers than is offered to all.
func (s *Service) carries(to Phone, c providers.Channel) bool {
	if s.hooks.sendSMS != nil {
		return c == SMS || c == WhatsApp
	}
	return s.router.Carries(to.E164(), c)
}

// welcome tells who may sign in with a number.
type welcome int

const (
	anyone      welcome = iota // whoever has it, known or new
	newcomer                   // nobody has it, and whoever proves it becomes a user
	knownOnly                  // a user has it, and no new one would be made
	nobodyThere                // nobody who may come in; nothing is sent
)

func (s *Service) welcomes(ctx context.Context, r Request) (welcome, error) {
	if r.Purpose != Login || r.Claim {
		return anyone, nil
	}
	u, err := s.userByPhone(ctx, r.Phone)
	if err != nil && !errors.Is(err, models.ErrNotFound) {
		return 0, fmt.Errorf("find user: %w", err)
	}
	known := err == nil && !u.IsClaim // what a stranger said about a number counts for nothing
	switch {
	case known && u.Banned(s.now()):
		return nobodyThere, nil
	case s.rules.EnableSignup && r.CreateUser && !known:
		return newcomer, nil
	case s.rules.EnableSignup && r.CreateUser:
		return anyone, nil
	case known:
		return knownOnly, nil
	case r.Discreet:
		return nobodyThere, nil
	case !r.CreateUser:
		return 0, refuse(UnknownNumber)
	}
	return 0, refuse(SignupsClosed)
}

// open judges the request and notes the challenge.
func (s *Service) open(ctx context.Context, r Request, w welcome, free bool) (*models.Challenge, int, error) {
	id, err := s.newID()
	if err != nil {
		return nil, 0, err
	}
	nonce, err := s.randomBytes(nonceSize)
	if err != nil {
		return nil, 0, err
	}
	now, sends, rules := s.now(), 0, s.codes(r.Purpose)
	var settled time.Time
	if !free {
		settled = now.Add(-optOutHolds)
	}
	budget, messages := s.cost(w, free)
	c, err := s.db.OpenChallenge(ctx, models.Ask{
		New: models.Challenge{
			ID: id, Phone: string(r.Phone), Purpose: string(r.Purpose), App: r.Face, Bucket: r.Device,
			UserID: models.Text(r.UserID), Channel: string(r.Channel), Nonce: nonce, Sends: 1, Claim: r.Claim,
			CreateUser: (w == anyone || w == newcomer) && r.CreateUser, Data: r.Data,
			Language: models.Text(ClientFrom(ctx).Language), EmbeddedIn: models.Text(r.EmbeddedIn),
			FlowHash: flowHash(r.Flow), CreatedAt: now, SentAt: now,
		},
		Number:   s.numberKey.Hash(r.Phone),
		Settled:  settled,
		MaxTries: maxTries,
		Again:    longestLife,
		Over:     func(made time.Time) time.Time { return rules.over(made, now) },
		Judge: func(h models.History) (n int, err error) {
			sends, err = pace(h, rules.period, free, now)
			return sends, err
		},
		Budget:   budget,
		Messages: messages,
	})
	var spent *models.SpentError
	if errors.As(err, &spent) {
		s.log.WarnContext(ctx, "no message sent, the budget of the period is spent", "until", spent.EndsAt)
		return nil, 0, &Refusal{Reason: BudgetSpent, RetryAfter: spent.EndsAt.Sub(now)}
	}
	if err != nil {
		return nil, 0, orGone(err, "open challenge")
	}
	return c, sends, nil
}

// send asks whether a newcomer may become a user, and then hands the message to
// the carrier.
func (s *Service) send(ctx context.Context, r Request, c *models.Challenge, w welcome) (messageID string, err error) {
	if w == newcomer {
		if err := s.askNewcomer(ctx, r, c); err != nil {
			return "", err
		}
	}
	return s.deliver(ctx, r, c)
}

// deliver hands the message to the carriers of its route. Called outside any
// transaction: a carrier that hangs holds nobody else (proves S27).
func (s *Service) deliver(ctx context.Context, r Request, c *models.Challenge) (string, error) {
	code := codeFor(s.codeKey, c, s.codes(r.Purpose).digits)
	language := cmp.Or(ClientFrom(ctx).Language, s.texts.usual)
	body, err := s.texts.code(reader{r.Purpose, r.Channel, language},
		words{Code: code, AppName: r.App.Name, SiteHost: s.host}, s.bindingOf(r))
	if err != nil {
		return "", err
	}
	m := providers.Message{
		To: r.Phone.E164(), Channel: r.Channel, Language: language, Text: body, Code: code,
		Key: fmt.Sprintf("%s-%d", c.ID, c.Sends),
	}
	if s.hooks.sendSMS != nil {
		s.showInDevelopment(ctx, m)
		return "", s.handOver(ctx, r, c, code)
	}
	sent, err := s.router.Send(ctx, m, s.codeJournal(r, c))
	if err != nil {
		return "", s.undelivered(ctx, r, c, err)
	}
	s.optOutIsOver(ctx, c)
	s.log.InfoContext(ctx, "code sent", "phone", r.Phone.Masked(), "purpose", r.Purpose,
		"provider", sent.Provider, "channel", sent.Channel, "message", sent.Receipt.ID)
	return sent.Receipt.ID, nil
}

// undelivered takes the request back where nothing was sent for certain. A
// message that may have been taken is paid for, so it counts.
func (s *Service) undelivered(ctx context.Context, r Request, c *models.Challenge, cause error) error {
	s.log.WarnContext(ctx, "code not sent", "phone", r.Phone.Masked(), "purpose", r.Purpose,
		"channel", r.Channel, "error", cause)
	failed := &Refusal{Reason: refusalOf(cause), Unsure: true}
	var e *providers.Error
	if errors.As(cause, &e) {
		failed.Unsure = e.Unsure
		if failed.Reason == SendFailed { // else waiting does not help
			failed.RetryAfter = e.RetryAfter
		}
	}
	if !failed.Unsure {
		c.AsksOptOut = c.AsksOptOut && failed.Reason != OptedOut // that is an answer
		if err := s.takeBack(ctx, c); err != nil {
			return err
		}
	}
	if e != nil && e.Cause != nil { // the fault is ours, not the carrier's
		return fmt.Errorf("send code: %w", cause)
	}
	return failed
}

// refusalOf is what a person is told of a failed send. Only what is surely the
// number's is told as such: the others are asked to try again.
func refusalOf(cause error) Reason {
	switch kind := providers.KindOf(cause); {
	case kind == providers.OptedOut:
		return OptedOut
	case kind == providers.BadNumber,
		kind == providers.NotReached && providers.ReasonOf(cause) != providers.Reason(providers.NotReached):
		return SendRefused
	}
	return SendFailed
}

// takeBack lets the number ask again at once, and gives the message back to the
// budget.
func (s *Service) takeBack(ctx context.Context, c *models.Challenge) error {
	// The request's own time may be up; the number must not pay for that.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	_, test := s.testCode(Phone(c.Phone))
	budget, _ := s.cost(anyone, test)
	if err := s.db.Unsend(ctx, c, budget); err != nil {
		return fmt.Errorf("take back challenge: %w", err)
	}
	return s.unaskOptOut(ctx, c)
}

// handOver gives a code to the send_sms hook. Unless it did not send for certain,
// the message counts: the code is good, the number waits and the budget has paid.
func (s *Service) handOver(ctx context.Context, r Request, c *models.Challenge, code string) error {
	a, note, err := s.beginByHook(ctx, r, c)
	if err == nil {
		err = s.sendByHook(ctx, r, c, code)
		s.endByHook(ctx, a, note, err)
	}
	if err == nil {
		s.optOutIsOver(ctx, c)
	}
	if err != nil && !isUnsure(err) {
		if err := s.takeBack(ctx, c); err != nil {
			return err
		}
	}
	s.log.InfoContext(ctx, "code given to the hook", "phone", r.Phone.Masked(), "purpose", r.Purpose, "error", err)
	return err
}

// askNewcomer asks the hook whether somebody may become a user, before anything
// is sent; if not, the request is taken back.
func (s *Service) askNewcomer(ctx context.Context, r Request, c *models.Challenge) error {
	if s.hooks.beforeUserCreated == nil {
		return nil
	}
	u, err := s.userToBe(c)
	if err != nil {
		return err
	}
	u.UserMetadata = r.Data
	err = s.askBeforeUserCreated(ctx, u)
	if err == nil {
		return nil
	}
	s.log.InfoContext(ctx, "newcomer refused by the hook", "phone", r.Phone.Masked(), "error", err)
	if back := s.takeBack(ctx, c); back != nil {
		return back
	}
	return err
}

// later does work that nobody waits for; Close does.
func (s *Service) later(ctx context.Context, work func(context.Context)) {
	s.background.Go(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
		defer cancel()
		work(ctx)
	})
}

// testCode is the fixed code of a test number.
func (s *Service) testCode(p Phone) (string, bool) {
	code, ok := s.testCodes[p]
	end := s.rules.SMS.TestOTPValidUntil
	if ok && end.IsZero() {
		return code, s.development // production needs an end (proves S11)
	}
	return code, ok && s.now().Before(end)
}
