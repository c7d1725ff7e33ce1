package auth

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"phonelogin/auth/client"
	"phonelogin/auth/refusal"
	"phonelogin/auth/secrets"
	"phonelogin/auth/texts"
	"phonelogin/models"
	"phonelogin/providers"
)

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
	code := secrets.Code(s.codeKey, c, s.codes(r.Purpose).Digits)
	language := cmp.Or(client.From(ctx).Language, s.texts.Usual)
	body, err := s.texts.Code(texts.Reader{Factor: r.Purpose == MFA, Channel: r.Channel, Language: language},
		texts.Words{Code: code, AppName: r.App.Name, SiteHost: s.host}, s.bindingOf(r))
	if err != nil {
		return "", err
	}
	m := providers.Message{
		To: r.Phone.E164(), Channel: r.Channel, Language: language, Text: body, Code: code,
		Key: fmt.Sprintf("%s-%d", c.ID, c.Sends),
	}
	if s.hooks.SendsSMS() {
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
	failed := &refusal.Refusal{Reason: refusalOf(cause), Unsure: true}
	var e *providers.Error
	if errors.As(cause, &e) {
		failed.Unsure = e.Unsure
		if failed.Reason == refusal.SendFailed { // else waiting does not help
			failed.RetryAfter = e.RetryAfter
		}
	}
	if !failed.Unsure {
		c.AsksOptOut = c.AsksOptOut && failed.Reason != refusal.OptedOut // that is an answer
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
func refusalOf(cause error) refusal.Reason {
	switch kind := providers.KindOf(cause); {
	case kind == providers.OptedOut:
		return refusal.OptedOut
	case kind == providers.BadNumber,
		kind == providers.NotReached && providers.ReasonOf(cause) != providers.Reason(providers.NotReached):
		return refusal.SendRefused
	}
	return refusal.SendFailed
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
	about := []any{"phone", r.Phone.Masked(), "purpose", r.Purpose}
	if err != nil {
		about = append(about, "error", err)
	}
	s.log.InfoContext(ctx, "code given to the hook", about...)
	return err
}

// askNewcomer asks the hook whether somebody may become a user, before anything
// is sent; if not, the request is taken back.
func (s *Service) askNewcomer(ctx context.Context, r Request, c *models.Challenge) error {
	if !s.hooks.JudgesNewcomers() {
		return nil
	}
	u, err := s.userToBe(c)
	if err != nil {
		return err
	}
	u.UserMetadata = r.Data
	err = s.hooks.BeforeUserCreated(ctx, u)
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
