package auth_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"phonelogin/auth"
	"phonelogin/auth/domain"
	"phonelogin/auth/otp"
	"phonelogin/auth/secrets"
	"phonelogin/auth/tokens"
	"phonelogin/config"
	"phonelogin/models/modelstest"
	"phonelogin/providers"
	"phonelogin/providers/providertest"
)

// The fault runs are benchmarks, because they measure and because they take real
// time. That people get their code through the second provider, and that others
// do not wait for one that hangs, is tested without a clock too.

// A run lasts as long as faultTime, and arrivals people a second come during it,
// each of whom asks once.
const (
	faultTime = time.Minute
	arrivals  = 5
)

// trouble answers a request in place of the carrier; false lets it pass.
type trouble func(w http.ResponseWriter, r *http.Request, since time.Duration) bool

func refusing(w http.ResponseWriter, _ *http.Request, _ time.Duration) bool {
	w.WriteHeader(http.StatusUnauthorized)
	return true
}

func failing(w http.ResponseWriter, _ *http.Request, _ time.Duration) bool {
	w.WriteHeader(http.StatusInternalServerError)
	return true
}

func hanging(_ http.ResponseWriter, r *http.Request, _ time.Duration) bool {
	<-r.Context().Done()
	return true
}

// flapping is well and down by turns of five seconds.
func flapping(w http.ResponseWriter, r *http.Request, since time.Duration) bool {
	return int(since/(5*time.Second))%2 == 0 && failing(w, r, since)
}

// site is a simulated carrier with a latency of 100 ms and sometimes trouble.
type site struct {
	providers.Sender
	name    string
	began   time.Time
	trouble atomic.Pointer[trouble]
	asked   atomic.Int64
	arrived sync.Map // by number: the code and when it came
}

type arrival struct {
	code string
	at   time.Time
}

func newSite(t testing.TB, name string) *site {
	t.Helper()
	s := &site{name: name}
	tw := &providertest.Twilio{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked.Add(1)
		_ = r.ParseForm() // read to its end, so that a caller who leaves is noticed; the carrier judges it
		if f := s.trouble.Load(); f != nil && (*f)(w, r, time.Since(s.began)) {
			return
		}
		time.Sleep(100 * time.Millisecond)
		s.arrived.LoadOrStore(r.PostFormValue("To"), arrival{r.PostFormValue("Body")[:6], time.Now()})
		tw.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	c := tw.Config()
	c.BaseURL, c.Timeout = server.URL, 8*time.Second
	s.Sender = providers.NewTwilio(c)
	return s
}

func (s *site) Name() string { return s.name }

// suffer begins or, with nil, ends a trouble.
func (s *site) suffer(f trouble) {
	s.began = time.Now()
	if f == nil {
		s.trouble.Store(nil)
		return
	}
	s.trouble.Store(&f)
}

// overSites is a service in real time over two carriers.
func overSites(t testing.TB, first, second *site, routes ...providers.Route) *domain.Domain {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	r, err := providers.NewRouter([]providers.Sender{first, second}, routes, providers.RouterOptions{
		Budget: 8 * time.Second, Failures: 5, Pause: 10 * time.Second, InFlight: 128, Now: time.Now,
		NewID: func() (string, error) { return secrets.NewID(rand.Reader) }, Log: log,
	})
	if err != nil {
		t.Fatal(err)
	}
	s, err := domain.New(domain.Deps{
		DB: modelstest.Open(t, modelstest.URL(t, "sqlite")), Router: r, Now: time.Now, Random: rand.Reader, Log: log,
		Keys:   tokens.NewRing(time.Now, tokens.HS256("a secret of at least 32 characters")),
		Config: settings(func(c *config.Config) { c.Auth.RateLimit.SMSSent = 0 }), // no budget: all people are to get a code
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// outcome is what happened to the people of a run.
type outcome struct {
	mu       sync.Mutex
	people   int
	signedIn int
	waits    []time.Duration // until the code came
	answers  []time.Duration // until the request for it was answered
}

// login asks for a code and enters the one that came first.
func (o *outcome) login(ctx context.Context, t testing.TB, s *domain.Domain, phone auth.Phone, sites ...*site) {
	began := time.Now()
	_, err := s.Codes.Start(ctx, otp.Request{
		Phone: phone, Channel: auth.SMS, Purpose: otp.Login, Face: otp.APIFace(),
		CreateUser: true,
	})
	answered := time.Since(began)
	if err != nil && !isRefusal(err) {
		t.Errorf("ask: %v", err)
	}
	var first arrival
	for _, at := range sites {
		if got, ok := at.arrived.Load(phone.E164()); ok && (first.code == "" || got.(arrival).at.Before(first.at)) {
			first = got.(arrival)
		}
	}
	if first.code != "" {
		_, err = s.Auth.Verify(ctx, otp.Attempt{Phone: phone, Purpose: otp.Login, Face: otp.APIFace(), Code: first.code})
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.people++
	o.answers = append(o.answers, answered)
	if err == nil && first.code != "" {
		o.signedIn++
		o.waits = append(o.waits, first.at.Sub(began))
	}
}

// people come for faultTime, with numbers that begin with prefix.
func people(t testing.TB, s *domain.Domain, prefix string, sites ...*site) *outcome {
	t.Helper()
	o := &outcome{}
	var all sync.WaitGroup
	tick := time.NewTicker(time.Second / arrivals)
	defer tick.Stop()
	for n := range int(faultTime/time.Second) * arrivals {
		<-tick.C
		all.Go(func() { o.login(t.Context(), t, s, auth.Phone(fmt.Sprintf("%s%07d", prefix, n)), sites...) })
	}
	all.Wait()
	return o
}

// percentile is in seconds.
func percentile(all []time.Duration, p int) float64 {
	if len(all) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(all))
	return sorted[(len(sorted)-1)*p/100].Round(time.Millisecond).Seconds()
}

// What people notice of a provider that fails while another is well.
func BenchmarkFaultRunsPeopleSignInThroughTheSecondProvider(b *testing.B) {
	for _, run := range []struct {
		name string
		trouble
	}{{"well", nil}, {"refuses", refusing}, {"hangs", hanging}, {"500", failing}, {"flaps", flapping}} {
		b.Run(run.name, func(b *testing.B) {
			for range b.N {
				first, second := newSite(b, "first"), newSite(b, "second")
				s := overSites(b, first, second)
				first.suffer(run.trouble)
				o := people(b, s, "49151", first, second)
				if o.signedIn != o.people {
					b.Errorf("%d of %d people signed in, want all", o.signedIn, o.people)
				}
				b.ReportMetric(0, "ns/op") // a run lasts a minute, whatever happens
				b.ReportMetric(float64(o.people), "people")
				b.ReportMetric(percentile(o.waits, 50), "p50-s")
				b.ReportMetric(percentile(o.waits, 99), "p99-s")
				b.ReportMetric(float64(first.asked.Load()+second.asked.Load())/float64(o.people), "sends/person")
			}
		})
	}
}

// S27, measured: others' requests do not wait for a provider that hangs.
func BenchmarkFaultRunsAProviderThatHangsHoldsNobodyElseUp(b *testing.B) {
	for range b.N {
		first, second := newSite(b, "first"), newSite(b, "second")
		s := overSites(b, first, second,
			providers.Route{Providers: []string{"second"}}, providers.Route{Prefixes: []string{"1"}, Providers: []string{"first"}})
		both := func(theirs, others string) (o *outcome) {
			var all sync.WaitGroup
			all.Go(func() { people(b, s, theirs, first, second) })
			o = people(b, s, others, first, second)
			all.Wait()
			return o
		}
		before := both("1201", "49151")
		first.suffer(hanging)
		during := both("1202", "49152")
		if during.signedIn != during.people {
			b.Errorf("%d of %d others signed in, want all", during.signedIn, during.people)
		}
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(percentile(before.answers, 50), "well-p50-s")
		b.ReportMetric(percentile(before.answers, 99), "well-p99-s")
		b.ReportMetric(percentile(during.answers, 50), "p50-s")
		b.ReportMetric(percentile(during.answers, 99), "p99-s")
		b.ReportMetric(percentile(during.answers, 50)/percentile(before.answers, 50), "ratio")
	}
}
