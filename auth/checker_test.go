package auth_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"phonelogin/auth"
	"phonelogin/auth/mfa"
	"phonelogin/auth/otp"
	"phonelogin/auth/refusal"
	"phonelogin/auth/sessions"
	"phonelogin/config"
	"phonelogin/providers"
	"phonelogin/providers/providertest"
)

// maker is a provider that sends codes of its own making and judges them, one
// for a number, as Twilio Verify does.
type maker struct {
	mu     sync.Mutex
	codes  map[auth.Phone]string // by number, until approved
	asked  int
	broken bool
}

func (*maker) Name() string             { return "twilio_verify" }
func (*maker) Channels() []auth.Channel { return []auth.Channel{auth.SMS} }

func (m *maker) Send(_ context.Context, msg providers.Message) (providers.Receipt, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.codes[msg.To] = "778899"
	return providers.Receipt{ID: "VE1"}, nil
}

func (m *maker) check(_ context.Context, to auth.Phone, code string) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.asked++
	if m.broken {
		return false, &providers.Error{Kind: providers.Temporary, Detail: "down", RetryAfter: 3 * time.Second}
	}
	if right := m.codes[to] == code; !right {
		return false, nil
	}
	delete(m.codes, to)
	return true, nil
}

// overMaker puts the app over such a provider, with the inbox behind it.
func overMaker(a *app, change ...func(*config.Config)) *maker {
	m := &maker{codes: map[auth.Phone]string{}}
	a.over([]providers.Sender{m, a.inbox}, map[string]providers.CheckCode{"twilio_verify": m.check}, change...)
	return m
}

// proves S12
func TestACodeThatTheProviderMadeLetsIn(t *testing.T) {
	each(t, func(a *app) {
		m := overMaker(a)
		a.mustAsk(ada)
		_, err := a.verify(ada, "000000")
		a.refused(err, refusal.WrongCode)
		if _, err := a.verify(ada, "778899"); err != nil {
			a.t.Fatalf("the provider's code: %v", err)
		}
		_, err = a.verify(ada, "778899")
		a.refused(err, refusal.WrongCode)
		if m.asked != 2 {
			a.t.Errorf("the provider was asked %d times, want 2: a code that is used is not asked about", m.asked)
		}
	})
}

// proves S12: our own limit of tries holds, and the provider hears no more than
// that.
func TestTheTriesAtAProvidersCodeAreLimited(t *testing.T) {
	each(t, func(a *app) {
		m := overMaker(a)
		asked := a.mustAsk(ada)
		for range 5 {
			_, err := a.verify(ada, "000000")
			a.refused(err, refusal.WrongCode)
		}
		_, err := a.Verify(a.t.Context(), otp.Attempt{
			Challenge: asked.Challenge, Phone: ada, Purpose: otp.Login, Face: otp.APIFace(), Code: "778899",
		})
		a.refused(err, refusal.TooManyTries)
		if m.asked != 5 {
			a.t.Errorf("the provider was asked %d times, want 5", m.asked)
		}
	})
}

// proves S12: one of many right answers at once opens a session (S3).
func TestAProvidersCodeLetsInOnce(t *testing.T) {
	each(t, func(a *app) {
		overMaker(a)
		a.mustAsk(ada)
		var in, tries sync.WaitGroup
		var mu sync.Mutex
		sessions := 0
		in.Add(1)
		for range 5 {
			tries.Go(func() {
				in.Wait()
				if _, err := a.verify(ada, "778899"); err == nil {
					mu.Lock()
					sessions++
					mu.Unlock()
				} else if !isRefusal(err) {
					a.t.Error(err)
				}
			})
		}
		in.Done()
		tries.Wait()
		if sessions != 1 {
			a.t.Errorf("got %d sessions, want 1", sessions)
		}
	})
}

// proves S12: the provider knows one code for a number, which must not be good
// for two purposes (S4). Our own code goes out by the next provider.
func TestAProvidersCodeIsGoodForOnePurpose(t *testing.T) {
	each(t, func(a *app) {
		overMaker(a)
		g := a.signInByProvider(ada)
		a.clock.advance(2 * time.Minute)
		a.mustAsk(ada) // twilio_verify
		a.clock.advance(2 * time.Minute)
		proof := otp.Request{
			Phone: ada, Channel: auth.SMS, Purpose: otp.Proof, Face: otp.APIFace(),
			UserID: g.User.ID,
		}
		if _, err := a.Start(a.t.Context(), proof); err != nil {
			a.t.Fatal(err)
		}
		answer := otp.Attempt{Phone: ada, Purpose: otp.Proof, Face: otp.APIFace(), UserID: g.User.ID, Code: "778899"}
		a.refused(a.Prove(a.t.Context(), answer), refusal.WrongCode)
		answer.Code = a.code()
		if err := a.Prove(a.t.Context(), answer); err != nil {
			a.t.Errorf("our own code, sent by the other provider: %v", err)
		}
	})
}

// signInByProvider signs in with the code that the provider made.
func (a *app) signInByProvider(phone auth.Phone) *sessions.Grant {
	a.t.Helper()
	a.mustAsk(phone)
	g, err := a.verify(phone, "778899")
	if err != nil {
		a.t.Fatalf("sign in: %v", err)
	}
	return g
}

// A provider that is down while a code is checked is no wrong code, but the try
// counts: else it would be a way to guess without limit.
func TestACodeThatCannotBeCheckedCounts(t *testing.T) {
	each(t, func(a *app) {
		m := overMaker(a)
		a.mustAsk(ada)
		m.broken = true
		for range 4 {
			_, err := a.verify(ada, "778899")
			if r := a.refused(err, refusal.CheckFailed); r.RetryAfter != 3*time.Second {
				a.t.Errorf("told to wait for %v, want 3 s", r.RetryAfter)
			}
		}
		m.broken = false
		if _, err := a.verify(ada, "778899"); err != nil {
			a.t.Errorf("the fifth try: %v", err)
		}
	})
}

// proves S12: the same holds for the codes of a second factor, and for the nonce
// of a change of password.
func TestAProvidersCodeProvesAFactorAndTheNumber(t *testing.T) {
	each(t, func(a *app) {
		m := overMaker(a, func(c *config.Config) {
			c.Auth.MFA.Phone.EnrollEnabled, c.Auth.MFA.Phone.VerifyEnabled = true, true
		})
		g := a.signInByProvider(ada)
		b := &sessions.Bearer{User: g.User, Session: g.Session}
		made, err := a.Factors.Enroll(a.t.Context(), b, mfa.NewFactor{Type: mfa.PhoneFactor, Phone: "4915112345679"})
		if err != nil {
			a.t.Fatal(err)
		}
		asked, err := a.Factors.Challenge(a.t.Context(), b, mfa.Request{FactorID: made.Factor.ID, Channel: auth.SMS})
		if err != nil {
			a.t.Fatal(err)
		}
		answer := mfa.Answer{FactorID: made.Factor.ID, Challenge: asked.ID, Code: "778899"}
		m.broken = true
		_, err = a.Factors.Verify(a.t.Context(), b, answer)
		a.refused(err, refusal.CheckFailed)
		m.broken = false
		a.clock.advance(2 * time.Minute)
		if _, err = a.Factors.Verify(a.t.Context(), b, answer); err != nil {
			a.t.Errorf("the factor: %v", err)
		}
		if _, err := a.Reauthenticate(a.t.Context(), b); err != nil {
			a.t.Fatal(err)
		}
		proof := otp.Attempt{Phone: ada, Purpose: otp.Proof, Face: otp.APIFace(), UserID: g.User.ID, Code: "778899"}
		if err := a.Prove(a.t.Context(), proof); err != nil {
			a.t.Errorf("the nonce: %v", err)
		}
	})
}

// The same through the real client, over HTTP.
func TestACodeOfTwilioVerifyLetsIn(t *testing.T) {
	each(t, func(a *app) {
		sim := providertest.NewTwilioVerify(a.t)
		verify := providers.NewTwilioVerify(config.TwilioVerify{
			AccountSID: providertest.AccountSID, AuthToken: providertest.AuthToken, MessageServiceSID: providertest.VerifySID,
			BaseURL: sim.URL, Timeout: time.Second,
		})
		a.over([]providers.Sender{verify}, map[string]providers.CheckCode{verify.Name(): verify.CheckCode})
		a.mustAsk(ada)
		_, err := a.verify(ada, "111111")
		a.refused(err, refusal.WrongCode)
		g, err := a.verify(ada, "424242")
		if err != nil || g.User.Phone != ada {
			a.t.Fatalf("got %+v, %v", g, err)
		}
		_, err = a.verify(ada, "424242")
		a.refused(err, refusal.WrongCode)
	})
}
