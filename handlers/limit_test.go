package handlers_test

import (
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"phonelogin/config"
)

// withLimits has the request limits of the defaults, and of the variables given.
func withLimits(vars ...string) func(*config.Config) {
	return func(c *config.Config) {
		limited, err := config.Load("", vars)
		if err != nil {
			panic(err)
		}
		limited.Server.DataDir, limited.Secrets = c.Server.DataDir, c.Secrets
		limited.Auth.SiteURL = c.Auth.SiteURL
		*c = *limited
	}
}

// behindProxy believes the peer of all tests, 192.0.2.1.
const behindProxy = "PHONELOGIN_SERVER_TRUSTED_PROXIES=192.0.2.0/24"

// guess enters a wrong code.
func (a *app) guess(headers ...string) answer {
	a.t.Helper()
	return a.json("POST", "/verify", verify(ada, "000000"), headers...)
}

// guesses enters as many, each of which is only wrong.
func (a *app) guesses(n int, headers ...string) {
	a.t.Helper()
	for range n {
		a.guess(headers...).is(403, otpExpired)
	}
}

func tooOften(seconds string) string {
	return legacy("429", "over_request_rate_limit", "Request rate limit reached, try again after "+seconds+" seconds")
}

// Wire transcripts E12 and E13; proves S21.
func TestAClientThatAsksTooOftenIsToldWhenToAskAgain(t *testing.T) {
	each(t, func(a *app) {
		a.guesses(30)
		a.guess().is(429, tooOften("10")).has("Retry-After", "10").has("X-Sb-Error-Code", "over_request_rate_limit")
		a.guess("X-Supabase-Api-Version", "2024-01-01").
			is(429, `{"code":"over_request_rate_limit","message":"Request rate limit reached, try again after 10 seconds"}`)
		a.json("POST", "/verify", "no JSON").is(429, tooOften("10")) // before anything is read

		a.advance(4 * time.Second) // what is refused takes nothing
		a.guess().is(429, tooOften("6")).has("Retry-After", "6")
		a.advance(6 * time.Second)
		a.guesses(1)
		a.guess().is(429, tooOften("10"))
		a.advance(time.Hour) // a bucket holds no more than it did at first
		a.guesses(30)
		a.guess().is(429, tooOften("10"))
	}, withLimits())
}

func TestEachKindOfRequestHasALimitOfItsOwn(t *testing.T) {
	bad := `{"phone":"1"}`
	each(t, func(a *app) {
		for _, test := range []struct {
			method, path, body string
			burst              int
			wait               string
		}{
			{"POST", "/otp", bad, 3, "100"},
			{"PUT", "/user", bad, 3, "100"},
			{"GET", "/reauthenticate", "", 0, "100"}, // counts with the one before
			{"POST", "/resend", bad, 3, "100"},
			{"POST", "/verify", bad, 4, "75"},
			{"POST", "/factors/1/challenge", bad, 15, "4"},
			{"POST", "/factors/1/verify", bad, 15, "4"},
			{"POST", "/token?grant_type=refresh_token", `{}`, 30, "2"},
		} {
			for range test.burst {
				if got := a.json(test.method, test.path, test.body); got.status == 429 {
					a.t.Fatalf("%s %s: %s", test.method, test.path, got.body)
				}
			}
			a.json(test.method, test.path, test.body).is(429, tooOften(test.wait))
		}
		a.json("GET", "/settings", "").ok()
	}, withLimits("PHONELOGIN_AUTH_RATE_LIMIT_SIGN_IN_SIGN_UPS=3", "PHONELOGIN_AUTH_RATE_LIMIT_TOKEN_VERIFICATIONS=4"))
}

func TestALimitOfZeroIsNone(t *testing.T) {
	each(t, func(a *app) { a.guesses(40) }, withLimits("PHONELOGIN_AUTH_RATE_LIMIT_TOKEN_VERIFICATIONS=0"))
}

// Wire transcript E14, where a made-up first hop is a new client; proves S24.
func TestAClientCannotMakeItselfANewOne(t *testing.T) {
	each(t, func(a *app) {
		a.guesses(30)
		a.guess("X-Forwarded-For", "198.51.100.77, 203.0.113.9").is(429, tooOften("10"))
	}, withLimits())
	each(t, func(a *app) {
		a.guesses(30, "X-Forwarded-For", "203.0.113.9")
		a.guess("X-Forwarded-For", "198.51.100.77, 203.0.113.9").is(429, tooOften("10"))
		a.guess("X-Forwarded-For", "203.0.113.10").is(403, otpExpired)
	}, withLimits(behindProxy))
	each(t, func(a *app) {
		a.guesses(30, "CF-Connecting-IP", "203.0.113.9", "X-Forwarded-For", "198.51.100.1")
		a.guess("CF-Connecting-IP", "203.0.113.9", "X-Forwarded-For", "198.51.100.2").is(429, tooOften("10"))
	}, withLimits(behindProxy, "PHONELOGIN_SERVER_CLIENT_IP_HEADER=CF-Connecting-IP"))
}

// proves S24: whoever has one address of IPv6 has 2^64 of them.
func TestIPv6IsCountedByItsNetworks(t *testing.T) {
	each(t, func(a *app) {
		a.guesses(15, "X-Forwarded-For", "2001:db8:7:1::1")
		a.guesses(15, "X-Forwarded-For", "2001:db8:7:1:ffff::2")
		a.guess("X-Forwarded-For", "2001:db8:7:1::3").is(429, tooOften("10"))
		a.guess("X-Forwarded-For", "2001:db8:7:2::1").is(403, otpExpired)

		a.guesses(15, "X-Forwarded-For", "203.0.113.9")
		a.guesses(15, "X-Forwarded-For", "::ffff:203.0.113.9")
		a.guess("X-Forwarded-For", "203.0.113.9").is(429, tooOften("10"))
		a.guess("X-Forwarded-For", "203.0.113.10").is(403, otpExpired)
		a.holdsNoAddress()
	}, withLimits(behindProxy))
}

// holdsNoAddress checks that the table of buckets names nobody.
func (a *app) holdsNoAddress() {
	a.t.Helper()
	rows, err := a.pool.QueryContext(a.t.Context(), "SELECT bucket FROM "+a.table("request_limits"))
	if err != nil {
		a.t.Fatal(err)
	}
	defer func() { _ = rows.Close() }() // read to its end
	n := 0
	for ; rows.Next(); n++ {
		var bucket string
		if err := rows.Scan(&bucket); err != nil || len(bucket) != 24 || strings.ContainsAny(bucket, ".:") {
			a.t.Errorf("bucket %q, %v", bucket, err)
		}
	}
	if err := rows.Err(); err != nil || n != 4 {
		a.t.Errorf("%d buckets, %v, want 4", n, err)
	}
}

// proves S22
func TestReplicasShareLimits(t *testing.T) {
	each(t, func(a *app) {
		other := a.replica()
		a.guesses(15)
		other.guesses(15)
		a.guess().is(429, tooOften("10"))
		other.guess().is(429, tooOften("10"))
	}, withLimits())
}

// proves S22: of many requests at once, at two replicas, no more pass than may.
func TestRequestsAtOnceCannotExceedALimit(t *testing.T) {
	each(t, func(a *app) {
		replicas, turn := []*app{a, a.replica()}, atomic.Int32{}
		answers := atOnce(60, func() answer { return replicas[turn.Add(1)%2].guess() })
		if count(answers, 403) != 30 || count(answers, 429) != 30 {
			a.t.Errorf("%d passed and %d were refused, want 30 each", count(answers, 403), count(answers, 429))
		}
	}, withLimits())
}

// proves S22: without its table the limiter lets in who has a code or a session,
// and sends nothing.
func TestWithoutLimitsNothingIsSentAndPeopleStillComeIn(t *testing.T) {
	each(t, func(a *app) {
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`).ok()
		code := a.code()
		b := a.browser()
		p := b.ask("/login", grace)
		pageCode := a.code()
		if _, err := a.pool.ExecContext(a.t.Context(), "DROP TABLE "+a.table("request_limits")); err != nil {
			a.t.Fatal(err)
		}
		s := a.enter(ada, code)
		a.refresh(s.RefreshToken).ok()
		p.submit("/login/code", form{"code": pageCode}).shows(200, "/account", "Your account")
		if !strings.Contains(a.transcript.log(), "request limit not checked") {
			a.t.Error("the log says nothing")
		}

		before := len(a.inbox.Messages())
		if got := a.json("POST", "/otp", `{"phone":"+4915112345670"}`); got.status != 503 {
			a.t.Errorf("got %d %s", got.status, got.body)
		}
		a.browser().ask("/login", "+4915112345670").shows(503, "/login", "")
		if got := a.json("PUT", "/user", `{"phone":"+4915112345670"}`, s.bearer()...); got.status != 503 {
			a.t.Errorf("got %d %s", got.status, got.body)
		}
		if sent := len(a.inbox.Messages()) - before; sent != 0 {
			a.t.Errorf("%d messages were sent", sent)
		}
	}, withLimits())
}

// A server of the operator speaks for many people (supabase/auth#1229).
func TestServersWithTheSecretKeyAreNotLimited(t *testing.T) {
	each(t, func(a *app) {
		a.guesses(35, "apikey", secret)
		a.guesses(35, "Authorization", "Bearer "+secret)
		a.guesses(30, "Authorization", "Bearer "+publishable)
		a.guess().is(429, tooOften("10"))
	}, withLimits())
}

// fromHere enters a wrong code from this machine.
func (a *app) fromHere() answer {
	r := httptest.NewRequestWithContext(a.t.Context(), "POST", "/verify", strings.NewReader(verify(ada, "000000")))
	r.RemoteAddr = "127.0.0.1:4711"
	return a.serve(r)
}

func TestThisMachineIsLimitedInDevelopmentOnlyIfSomebodySaidSo(t *testing.T) {
	one := "PHONELOGIN_AUTH_RATE_LIMIT_TOKEN_VERIFICATIONS=1"
	for _, test := range []struct {
		name   string
		change []func(*config.Config)
		want   int
	}{
		{"development", []func(*config.Config){withLimits()}, 403},
		{"a limit is set", []func(*config.Config){withLimits(one)}, 429},
		{"production", []func(*config.Config){withLimits(), inProduction}, 429},
	} {
		t.Run(test.name, func(t *testing.T) {
			each(t, func(a *app) {
				for range 30 {
					a.fromHere()
				}
				if got := a.fromHere(); got.status != test.want {
					a.t.Errorf("got %d, want %d", got.status, test.want)
				}
			}, test.change...)
		})
	}
}

// proves S21 and C15: a page that is asked too often stays and says for how long.
func TestPagesSayHowLongToWait(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		p := b.ask("/login", ada).shows(200, "/login/code", "Enter the code")
		second := a.browser().ask("/login", ada)
		second.shows(429, "/login", "You can ask for another in 60 seconds.")
		second = second.submit("/login", form{"phone": grace, "country": "DE"})
		second.shows(429, "/login", "Too many requests came from your network. Try again in 3 minutes.")
		if second.value("phone") != grace {
			a.t.Error("what was typed is lost")
		}
		p.submit("/login/codes", nil).shows(429, "/login/codes", "Too many requests came from your network.")

		wrong := form{"code": a.wrong()}
		for range 3 {
			p.submit("/login/code", wrong).shows(422, "/login/code", "That code is not right.")
		}
		p.submit("/login/code", wrong).shows(429, "/login/code", "Too many requests came from your network. Try again in 2 minutes.")
		a.advance(100 * time.Second)
		p.submit("/login/code", form{"code": a.code()}).shows(200, "/account", "Your account")
	}, withLimits("PHONELOGIN_AUTH_RATE_LIMIT_SIGN_IN_SIGN_UPS=2", "PHONELOGIN_AUTH_RATE_LIMIT_TOKEN_VERIFICATIONS=3"), longCodes)
}

// An hour later every bucket is full, and its row says nothing.
func TestFullBucketsAreDeleted(t *testing.T) {
	each(t, func(a *app) {
		a.guesses(1)
		a.advance(30 * time.Minute)
		if err := a.domain.Purger.Purge(a.t.Context()); err != nil || a.rows("request_limits") != 1 {
			a.t.Errorf("%d buckets after half an hour, %v, want 1", a.rows("request_limits"), err)
		}
		a.advance(31 * time.Minute)
		if err := a.domain.Purger.Purge(a.t.Context()); err != nil || a.rows("request_limits") != 0 {
			a.t.Errorf("%d buckets after an hour, %v, want none", a.rows("request_limits"), err)
		}
	}, withLimits())
}
