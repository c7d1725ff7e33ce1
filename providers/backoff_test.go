package providers_test

import (
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"phonelogin/models/phone"
	"phonelogin/providers"
)

// toldToWait is a carrier's error with Retry-After.
func toldToWait(r providers.Reason, wait time.Duration) *providers.Error {
	return &providers.Error{Kind: r.Kind(), Reason: r, Detail: "as told", RetryAfter: wait}
}

// waitOf is the RetryAfter of a Router's error.
func waitOf(t *testing.T, err error) time.Duration {
	t.Helper()
	var e *providers.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want an *Error", err)
	}
	return e.RetryAfter
}

var twoNumbers = []phone.Number{"4915112345678", "4915187654321"}

func TestAProviderIsLeftAloneForAsLongAsItAsks(t *testing.T) {
	first, second := newCarrier("first"), newCarrier("second")
	r := newRouter(t, []providers.Sender{first, second}, nil)
	first.fails.Store(toldToWait(providers.RateLimited, 20*time.Second))
	for _, to := range twoNumbers {
		r.mustSend(t, messageTo(to, phone.SMS))
	}
	first.fails.Store(nil)
	r.clock.advance(19 * time.Second)
	if got := r.mustSend(t, toGermany); got != "second" {
		t.Errorf("too early: got %s", got)
	}
	r.clock.advance(time.Second)
	if got := r.mustSend(t, toGermany); got != "first" {
		t.Errorf("in time: got %s", got)
	}
}

func TestALongWaitIsCutShortByOneMessageThatAsks(t *testing.T) {
	first, second := newCarrier("first"), newCarrier("second")
	r := newRouter(t, []providers.Sender{first, second}, nil)
	first.fails.Store(toldToWait(providers.RateLimited, time.Hour))
	for _, to := range twoNumbers {
		r.mustSend(t, messageTo(to, phone.SMS))
	}
	r.clock.advance(30 * time.Second)
	for range 5 {
		r.mustSend(t, toGermany)
	}
	if got := first.sent.Load(); got != 3 {
		t.Errorf("the provider got %d messages, want one more after 30 s", got)
	}
	first.fails.Store(nil)
	r.clock.advance(30 * time.Second)
	for range 2 {
		if got := r.mustSend(t, toGermany); got != "first" {
			t.Errorf("after the message that asked was taken: got %s", got)
		}
	}
}

// Providers answer 429 or 503 for one number and for an account alike.
func TestAWaitForOneNumberHoldsUpNobodyElse(t *testing.T) {
	for _, why := range []providers.Reason{providers.Busy, providers.RateLimited} {
		only := newCarrier("only")
		r := newRouter(t, []providers.Sender{only}, nil)
		for range 10 { // more often than the breaker allows in a row
			only.fails.Store(toldToWait(why, time.Minute))
			for range 2 {
				_, err := r.Send(t.Context(), toGermany, nil)
				if got := waitOf(t, err); got != time.Minute {
					t.Errorf("%s: the number is told to wait for %v, want a minute", why, got)
				}
			}
			only.fails.Store(nil)
			if got := r.mustSend(t, messageTo("4915187654321", phone.SMS)); got != "only" {
				t.Errorf("%s: another number: got %s", why, got)
			}
		}
		if got := only.sent.Load(); got != 30 {
			t.Errorf("%s: the provider got %d messages, want 30", why, got)
		}
		if strings.Contains(r.log.String(), "provider out") {
			t.Errorf("%s: one number put the provider out", why)
		}
	}
}

func TestTwoNumbersWithWaitsOfTheirOwnHoldUpNobodyElse(t *testing.T) {
	only := newCarrier("only")
	r := newRouter(t, []providers.Sender{only}, nil)
	for range 20 {
		for _, to := range twoNumbers {
			only.fails.Store(toldToWait(providers.Busy, time.Minute))
			_, err := r.Send(t.Context(), messageTo(to, phone.SMS), nil)
			if got := waitOf(t, err); got != time.Minute {
				t.Errorf("the number is told to wait for %v, want a minute", got)
			}
			only.fails.Store(nil)
			r.mustSend(t, messageTo("4915100000001", phone.SMS))
		}
	}
	if strings.Contains(r.log.String(), "provider out") {
		t.Error("two numbers put the provider out")
	}
}

func TestAWaitThatTwoNumbersAreToldIsForAll(t *testing.T) {
	only := newCarrier("only")
	r := newRouter(t, []providers.Sender{only}, nil)
	only.fails.Store(toldToWait(providers.Busy, 10*time.Second))
	for _, to := range twoNumbers {
		_, err := r.Send(t.Context(), messageTo(to, phone.SMS), nil)
		if got := waitOf(t, err); got != 10*time.Second {
			t.Errorf("told to wait for %v, want 10 s", got)
		}
	}
	r.clock.advance(4 * time.Second)
	_, err := r.Send(t.Context(), messageTo("4915100000001", phone.SMS), nil)
	if got := waitOf(t, err); got != 6*time.Second || providers.KindOf(err) != providers.Temporary {
		t.Errorf("the third number: got %v and %v, want 6 s", err, got)
	}
	if got := only.sent.Load(); got != 2 {
		t.Errorf("the provider got %d messages, want 2", got)
	}
}

// Without Retry-After there is no wait; the breaker counts the failures.
func TestAProviderThatThrottlesWithoutATimeGoesOut(t *testing.T) {
	first, second := newCarrier("first"), newCarrier("second")
	r := newRouter(t, []providers.Sender{first, second}, nil)
	first.fails.Store(toldToWait(providers.Busy, 0))
	for n := range 10 {
		r.mustSend(t, messageTo(phone.Number("491511234567"+strconv.Itoa(n)), phone.SMS))
	}
	if got := first.sent.Load(); got != 4 {
		t.Errorf("the provider got %d messages, want 4: the first may be the number's own limit", got)
	}
}

func TestALimitOfANumberIsTheNumbersAlone(t *testing.T) {
	only := newCarrier("only")
	r := newRouter(t, []providers.Sender{only}, nil)
	only.fails.Store(toldToWait(providers.Reason(providers.NumberLimit), 10*time.Minute))
	for _, to := range []phone.Number{"4915112345678", "4915187654321", "4915100000001", "4915100000002"} {
		_, err := r.Send(t.Context(), messageTo(to, phone.SMS), nil)
		if got := waitOf(t, err); got != 10*time.Minute || providers.KindOf(err) != providers.NumberLimit {
			t.Errorf("got %v and %v, want number_limit and 10 minutes", err, got)
		}
	}
	if got := only.sent.Load(); got != 4 {
		t.Errorf("the provider got %d messages, want all 4", got)
	}
}

func TestARefusalThatIsNotTheProvidersNeverPutsItOut(t *testing.T) {
	for _, kind := range []providers.Kind{
		providers.BadNumber, providers.OptedOut, providers.NotReached, providers.NumberLimit, providers.BadMessage, providers.BadRegion,
	} {
		first, second := newCarrier("first"), newCarrier("second")
		r := newRouter(t, []providers.Sender{first, second}, nil)
		first.fail(kind)
		for range 30 {
			_, _ = r.Send(t.Context(), toGermany, nil) // whatever comes of it
		}
		first.fails.Store(nil)
		if got := r.mustSend(t, messageTo("12015550100", phone.SMS)); got != "first" {
			t.Errorf("after 30 times %s: got %s, want first", kind, got)
		}
	}
}

func TestACountryThatAProviderRefusesIsKeptFromItAlone(t *testing.T) {
	first, second := newCarrier("first"), newCarrier("second")
	r := newRouter(t, []providers.Sender{first, second}, nil)
	first.fail(providers.BadRegion)
	for range 10 {
		r.mustSend(t, toGermany)
	}
	if got := first.sent.Load(); got != 3 {
		t.Errorf("the provider got %d messages to the country, want 3", got)
	}
	first.fails.Store(nil)
	for to, want := range map[phone.Number]string{"4915112345678": "second", "12015550100": "first"} {
		if got := r.mustSend(t, messageTo(to, phone.SMS)); got != want {
			t.Errorf("to %s: got %s, want %s", to, got, want)
		}
	}
	r.clock.advance(10 * time.Second)
	if got := r.mustSend(t, toGermany); got != "first" {
		t.Errorf("after the pause: got %s, want first", got)
	}
}

// The router returns the most useful of all failures.
func TestTheFailureOfAllSaysWhetherWaitingHelps(t *testing.T) {
	wait := toldToWait(providers.Busy, 7*time.Second)
	for _, test := range []struct {
		first, second *providers.Error
		kind          providers.Kind
		wait          time.Duration
	}{
		{wait, toldToWait(providers.NoCredit, 0), providers.Temporary, 7 * time.Second},
		{toldToWait(providers.NoCredit, 0), wait, providers.Temporary, 7 * time.Second},
		{wait, toldToWait(providers.Landline, 0), providers.BadNumber, 0},
		{toldToWait(providers.NoRoute, 0), toldToWait(providers.BadCredentials, 0), providers.BadProvider, 0},
	} {
		first, second := newCarrier("first"), newCarrier("second")
		first.fails.Store(test.first)
		second.fails.Store(test.second)
		_, err := newRouter(t, []providers.Sender{first, second}, nil).Send(t.Context(), toGermany, nil)
		if got := waitOf(t, err); got != test.wait || providers.KindOf(err) != test.kind {
			t.Errorf("%s, then %s: got %v and %v, want %s and %v", test.first.Reason, test.second.Reason, err, got, test.kind, test.wait)
		}
	}
}
