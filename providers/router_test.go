package providers_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"phonelogin/models/phone"
	"phonelogin/providers"
)

// carrier is a scripted provider.
type carrier struct {
	name     string
	channels []phone.Channel
	fails    atomic.Pointer[providers.Error] // nil while it takes messages
	hangs    atomic.Bool
	sent     atomic.Int64
	message  atomic.Pointer[providers.Message] // the last one
}

func newCarrier(name string, more ...phone.Channel) *carrier {
	return &carrier{name: name, channels: append([]phone.Channel{phone.SMS}, more...)}
}

func (c *carrier) Name() string              { return c.name }
func (c *carrier) Channels() []phone.Channel { return c.channels }

func (c *carrier) Send(ctx context.Context, m providers.Message) (providers.Receipt, error) {
	c.message.Store(&m)
	n := c.sent.Add(1)
	if c.hangs.Load() {
		<-ctx.Done()
		return providers.Receipt{}, &providers.Error{Kind: providers.Temporary, Detail: c.name + ": no answer in time", Unsure: true}
	}
	if e := c.fails.Load(); e != nil {
		return providers.Receipt{}, e
	}
	return providers.Receipt{ID: c.name + "-" + strconv.FormatInt(n, 10)}, nil
}

func (c *carrier) fail(k providers.Kind) {
	c.fails.Store(&providers.Error{Kind: k, Detail: c.name + ": as told"})
}

// routerClock is a clock that stands still.
type routerClock struct{ atomic.Int64 }

func (c *routerClock) now() time.Time          { return time.Unix(0, c.Load()) }
func (c *routerClock) advance(d time.Duration) { c.Add(int64(d)) }

type routed struct {
	*providers.Router
	clock *routerClock
	log   *strings.Builder
}

func newRouter(t *testing.T, senders []providers.Sender, routes []providers.Route, change ...func(*providers.RouterOptions)) routed {
	t.Helper()
	r := routed{clock: &routerClock{}, log: &strings.Builder{}}
	o := providers.RouterOptions{
		Budget: time.Second, Failures: 3, Pause: 10 * time.Second, InFlight: 2, Now: r.clock.now,
		NewID: func() (string, error) { return "attempt", nil },
		Log:   slog.New(slog.NewTextHandler(r.log, nil)),
	}
	for _, f := range change {
		f(&o)
	}
	var err error
	if r.Router, err = providers.NewRouter(senders, routes, o); err != nil {
		t.Fatal(err)
	}
	return r
}

func messageTo(to phone.Number, c phone.Channel) providers.Message {
	return providers.Message{To: to, Channel: c, Text: "123456"}
}

var toGermany = messageTo("4915112345678", phone.SMS)

func (r routed) mustSend(t *testing.T, m providers.Message) string {
	t.Helper()
	a, err := r.Send(t.Context(), m, nil)
	if err != nil {
		t.Fatalf("Send: %v", err)
	}
	return a.Provider
}

func TestTheMostExactRouteCarriesTheMessage(t *testing.T) {
	var senders []providers.Sender
	for _, name := range []string{"everywhere", "america", "bahamas", "chat"} {
		more := []phone.Channel{}
		if name == "chat" || name == "everywhere" {
			more = append(more, phone.WhatsApp)
		}
		senders = append(senders, newCarrier(name, more...))
	}
	r := newRouter(t, senders, []providers.Route{
		{Providers: []string{"everywhere"}},
		{Countries: []string{"US"}, Providers: []string{"america"}},
		{Prefixes: []string{"+1242", "+1"}, Providers: []string{"bahamas"}},
		{Prefixes: []string{"+1646"}, Providers: []string{"america"}},
		{Countries: []string{"DE"}, Channel: phone.WhatsApp, Providers: []string{"chat"}},
	})
	for _, test := range []struct {
		to   phone.Number
		on   phone.Channel
		want string
	}{
		{"12425550100", phone.SMS, "bahamas"},
		{"16465550100", phone.SMS, "america"},
		{"12015550100", phone.SMS, "bahamas"}, // a prefix beats the country
		{"12425550100", phone.WhatsApp, "everywhere"},
		{"4915112345678", phone.WhatsApp, "chat"},
		{"4915112345678", phone.SMS, "everywhere"},
		{"33612345678", phone.SMS, "everywhere"},
	} {
		if got := r.mustSend(t, messageTo(test.to, test.on)); got != test.want {
			t.Errorf("%s to %s: got %s, want %s", test.on, test.to, got, test.want)
		}
	}
	if got, want := r.Channels(), []phone.Channel{phone.SMS, phone.WhatsApp}; !slices.Equal(got, want) {
		t.Errorf("Channels(): got %v, want %v", got, want)
	}
}

func TestAFailureLeadsToTheNextProviderOnlyWhereThatCanHelp(t *testing.T) {
	for _, test := range []struct {
		kind   providers.Kind
		second int64
	}{
		{providers.Temporary, 1}, {providers.BadProvider, 1}, {providers.BadRegion, 1}, {providers.BadMessage, 1},
		{providers.NotReached, 1}, {providers.NumberLimit, 1}, {providers.BadNumber, 0}, {providers.OptedOut, 0},
	} {
		t.Run(string(test.kind), func(t *testing.T) {
			first, second := newCarrier("first"), newCarrier("second")
			r := newRouter(t, []providers.Sender{first, second}, nil)
			first.fail(test.kind)
			a, err := r.Send(t.Context(), toGermany, nil)
			if second.sent.Load() != test.second {
				t.Errorf("the second provider got %d messages, want %d", second.sent.Load(), test.second)
			}
			if test.second == 1 && (err != nil || a.Receipt.ID != "second-1" || a.Provider != "second") {
				t.Errorf("got %+v and %v, want the receipt of the second", a, err)
			}
			if test.second == 0 && providers.KindOf(err) != test.kind {
				t.Errorf("got %v, want %s", err, test.kind)
			}
		})
	}
}

func TestEachAttemptIsNotedBeforeAndAfter(t *testing.T) {
	first, second := newCarrier("first"), newCarrier("second")
	r := newRouter(t, []providers.Sender{first, second}, nil, func(o *providers.RouterOptions) {
		o.ReportTo = func(provider string) string { return "https://login.example/callbacks/" + provider }
	})
	first.fail(providers.Temporary)
	type line struct {
		Provider string
		Ended    bool
		Taken    string
	}
	var got []line
	_, err := r.Send(t.Context(), toGermany, func(_ context.Context, a providers.Attempt, ended bool) error {
		if a.ID == "" {
			t.Error("an attempt has no id")
		}
		got = append(got, line{a.Provider, ended, a.Receipt.ID})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []line{{"first", false, ""}, {"first", true, ""}, {"second", false, ""}, {"second", true, "second-1"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the journal (-want +got):\n%s", diff)
	}
	if got := second.message.Load().ReportTo; got != "https://login.example/callbacks/second" {
		t.Errorf("ReportTo: got %q", got)
	}
}

func TestTheJournalCanForbidAnAttemptOrAllOfThem(t *testing.T) {
	broken := errors.New("the database is down")
	for _, test := range []struct {
		err  error
		want int64
	}{{providers.ErrSkipProvider, 1}, {broken, 0}} {
		first, second := newCarrier("first"), newCarrier("second")
		r := newRouter(t, []providers.Sender{first, second}, nil)
		_, err := r.Send(t.Context(), toGermany, func(_ context.Context, a providers.Attempt, _ bool) error {
			if a.Provider == "first" {
				return test.err
			}
			return nil
		})
		if first.sent.Load() != 0 || second.sent.Load() != test.want || (err == nil) != (test.want == 1) {
			t.Errorf("%v: sent %d and %d, error %v", test.err, first.sent.Load(), second.sent.Load(), err)
		}
	}
}

// proves S27: at most one more attempt after an unclear answer, and one result.
func TestSilenceLeadsToOneMoreAttempt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		all := []*carrier{newCarrier("first"), newCarrier("second"), newCarrier("third")}
		var senders []providers.Sender
		for _, c := range all {
			c.hangs.Store(true)
			senders = append(senders, c)
		}
		r := newRouter(t, senders, nil, func(o *providers.RouterOptions) { o.Budget = 400 * time.Millisecond })
		began := time.Now()
		_, err := r.Send(t.Context(), toGermany, nil)
		var e *providers.Error
		if !errors.As(err, &e) || !e.Unsure {
			t.Errorf("got %v, want an error that says that it is unsure", err)
		}
		if took := time.Since(began); took != 400*time.Millisecond {
			t.Errorf("took %v, want the budget of 400 ms", took)
		}
		if got := []int64{all[0].sent.Load(), all[1].sent.Load(), all[2].sent.Load()}; !slices.Equal(got, []int64{1, 1, 0}) {
			t.Errorf("attempts: got %v, want one each of two providers", got)
		}
	})
}

// A message that one provider may have accepted stays unsure, whatever the next one
// answers.
func TestARefusalAfterSilenceIsStillUnsure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		first, second := newCarrier("first"), newCarrier("second")
		first.hangs.Store(true)
		second.fail(providers.BadNumber)
		r := newRouter(t, []providers.Sender{first, second}, nil, func(o *providers.RouterOptions) { o.Budget = 400 * time.Millisecond })
		_, err := r.Send(t.Context(), toGermany, nil)
		var e *providers.Error
		if !errors.As(err, &e) || !e.Unsure || e.Kind != providers.BadNumber {
			t.Errorf("got %+v, want bad_number and unsure", e)
		}
	})
}

func TestAFailingProviderIsKeptOutAndProbed(t *testing.T) {
	first, second := newCarrier("first"), newCarrier("second")
	r := newRouter(t, []providers.Sender{first, second}, nil)
	first.fail(providers.Temporary)
	for range 10 {
		r.mustSend(t, toGermany)
	}
	if got := first.sent.Load(); got != 3 {
		t.Errorf("the failing provider got %d messages, want 3 until it is out", got)
	}
	r.clock.advance(10 * time.Second)
	r.mustSend(t, toGermany) // the probe fails, and the pause doubles
	r.mustSend(t, toGermany)
	r.clock.advance(10 * time.Second)
	r.mustSend(t, toGermany)
	if got := first.sent.Load(); got != 4 {
		t.Errorf("the failing provider got %d messages, want one probe more", got)
	}
	first.fails.Store(nil)
	r.clock.advance(10 * time.Second)
	for range 2 {
		if got := r.mustSend(t, toGermany); got != "first" {
			t.Errorf("after the probe: got %s, want first", got)
		}
	}
	if out, back := strings.Count(r.log.String(), "provider out"), strings.Count(r.log.String(), "provider back"); out != 1 || back != 1 {
		t.Errorf("the log has %d times out and %d times back, want each once:\n%s", out, back, r.log)
	}
}

func TestAProviderThatFailsEverySecondTimeIsKeptOutToo(t *testing.T) {
	first, second := newCarrier("first"), newCarrier("second")
	r := newRouter(t, []providers.Sender{first, second}, nil)
	for n := range 100 {
		if first.fails.Store(nil); n%2 == 0 {
			first.fail(providers.Temporary)
		}
		r.mustSend(t, toGermany)
	}
	if got := first.sent.Load(); got != 21 {
		t.Errorf("the provider got %d messages, want 21 until it is out", got)
	}
}

func TestOneMessageAtATimeProbes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		first, second := newCarrier("first"), newCarrier("second")
		r := newRouter(t, []providers.Sender{first, second}, nil, func(o *providers.RouterOptions) { o.InFlight = 100 })
		first.fail(providers.BadProvider)
		for range 3 {
			r.mustSend(t, toGermany)
		}
		first.hangs.Store(true)
		r.clock.advance(10 * time.Second)
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() { r.mustSend(t, toGermany) })
		}
		all.Wait()
		if got := first.sent.Load(); got != 4 {
			t.Errorf("the provider got %d messages, want 3 and one probe", got)
		}
	})
}

// The breaker must not cause an outage when there is only one provider.
func TestAProviderWithoutAnAlternativeIsTriedAlthoughItIsOut(t *testing.T) {
	only := newCarrier("only")
	r := newRouter(t, []providers.Sender{only}, nil)
	only.fail(providers.Temporary)
	for range 5 {
		if _, err := r.Send(t.Context(), toGermany, nil); err == nil {
			t.Fatal("the provider did not fail")
		}
	}
	only.fails.Store(nil)
	r.mustSend(t, toGermany)
}

func TestAProviderThatHangsUsesUpItsOwnPlacesOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		first, second := newCarrier("first"), newCarrier("second")
		first.hangs.Store(true)
		r := newRouter(t, []providers.Sender{first, second}, nil)
		var waiting sync.WaitGroup
		for range 2 {
			waiting.Go(func() { r.mustSend(t, toGermany) })
		}
		synctest.Wait() // until both hang
		began := time.Now()
		if got := r.mustSend(t, toGermany); got != "second" {
			t.Errorf("got %s, want second", got)
		}
		if took := time.Since(began); took > 0 {
			t.Errorf("took %v, want no wait", took)
		}
		waiting.Wait()
	})
}

func TestARouterWithoutProvidersSendsNothing(t *testing.T) {
	r := newRouter(t, nil, nil)
	if _, err := r.Send(t.Context(), toGermany, nil); providers.KindOf(err) != providers.BadProvider {
		t.Errorf("Send: got %v, want bad_provider", err)
	}
	if name, channels := r.Name(), r.Channels(); name != "" || len(channels) > 0 {
		t.Errorf("got %q and %v, want nothing", name, channels)
	}
}

func TestARouterRefusesRoutesThatLeadNowhere(t *testing.T) {
	o := providers.RouterOptions{InFlight: 1}
	_, err := providers.NewRouter([]providers.Sender{newCarrier("first")}, []providers.Route{{Providers: []string{"nobody"}}}, o)
	if err == nil || !strings.Contains(err.Error(), "nobody") {
		t.Errorf("unknown provider: got %v", err)
	}
}
