package auth_test

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"phonelogin/auth"
	"phonelogin/auth/admin"
	"phonelogin/auth/otp"
	"phonelogin/auth/refusal"
	"phonelogin/auth/secrets"
	"phonelogin/auth/timeline"
	"phonelogin/config"
	"phonelogin/models"
	"phonelogin/providers"
)

// carrier has the name of a real one and answers as it is told to.
type carrier struct {
	name string
	sent int
	err  *providers.Error
}

func (c *carrier) Name() string           { return c.name }
func (*carrier) Channels() []auth.Channel { return []auth.Channel{auth.SMS} }

func (c *carrier) Send(context.Context, providers.Message) (providers.Receipt, error) {
	if c.err != nil {
		return providers.Receipt{}, c.err
	}
	c.sent++
	return providers.Receipt{ID: fmt.Sprintf("%s-%d", c.name, c.sent)}, nil
}

// why is the timeline of a number, once everything is written.
func (a *app) why(phone auth.Phone, change ...func(*config.Config)) *timeline.Timeline {
	a.t.Helper()
	if err := a.Behind.Flush(a.t.Context()); err != nil {
		a.t.Fatal(err)
	}
	key, err := secrets.NewNumberKey(make(secrets.Master, 32))
	if err != nil {
		a.t.Fatal(err)
	}
	c := settings(change...)
	timelines := timeline.New(timeline.Deps{
		DB: a.db, Numbers: key, Rules: c.Auth.SMS, Development: c.Mode == config.Development, Now: a.clock.Now,
	})
	t, err := timelines.Of(a.t.Context(), phone)
	if err != nil {
		a.t.Fatal(err)
	}
	return t
}

// adviceOf are words of what an operator can do about each kind of failure.
var adviceOf = map[providers.Kind][]string{
	providers.BadNumber:   {"another channel", "their number", "use SMS"},
	providers.NotReached:  {"another channel", "another sender or provider"},
	providers.NumberLimit: {"wait"},
	providers.OptedOut:    {"`web unblock`"},
	providers.BadMessage:  {"the text"},
	providers.BadRegion:   {"country"},
	providers.BadProvider: {"provider's settings", "account", "console", "another one", "its list"},
	providers.Temporary:   {"try again"},
}

func hasOne(s string, of []string) bool {
	for _, words := range of {
		if strings.Contains(s, words) {
			return true
		}
	}
	return false
}

// Every code that the five vendors document, in an answer and in a report, ends in
// a verdict that names the vendor, what is wrong and what to do, and in an event
// with the code and its sentence.
func TestTheVerdictIsRightForEachDocumentedFailure(t *testing.T) {
	each(t, func(a *app) {
		n := 0
		for _, table := range providers.CodeTables() {
			c := &carrier{name: table.Provider}
			a.use(c, func(c *config.Config) { c.Auth.RateLimit.SMSSent = 0 }) // no budget
			for _, row := range table.Rows {
				failure := &providers.Error{
					Kind: row.Reason.Kind(), Reason: row.Reason, Code: strconv.Itoa(row.Code), Detail: "code " + strconv.Itoa(row.Code),
				}
				if table.Answers {
					n++
					a.judges(c, auth.Phone(fmt.Sprintf("49151%08d", n)), row, failure, false)
				}
				if table.Reports {
					n++
					a.judges(c, auth.Phone(fmt.Sprintf("49151%08d", n)), row, failure, true)
				}
			}
		}
		if n < 300 {
			a.t.Errorf("%d failures were judged, want all", n)
		}
	})
}

// judges lets one message fail and reads the verdict.
func (a *app) judges(c *carrier, phone auth.Phone, row providers.CodeRow, failure *providers.Error, reported bool) {
	a.t.Helper()
	c.err = failure
	state := "failed"
	if reported {
		c.err, state = nil, "undelivered"
	}
	if _, err := a.ask(phone); (err == nil) != reported {
		a.t.Fatalf("%s %d: %v", c.name, row.Code, err)
	}
	if reported {
		a.reportTo(c.name, fmt.Sprintf("%s-%d undelivered %s code=%s", c.name, c.sent, row.Reason, failure.Code))
	}
	got := a.why(phone)
	v, stop := got.Verdict, row.Reason.Kind() == providers.OptedOut
	if v.Name != string(row.Reason) || !hasOne(v.Text, adviceOf[row.Reason.Kind()]) || strings.Count(v.Text, ". ") > 0 {
		a.t.Errorf("%s %d, %s: got %+v", c.name, row.Code, row.Reason, v)
	}
	if says := row.Reason.Meaning(); !stop && !strings.Contains(strings.ToLower(v.Text), strings.ToLower(strings.TrimSuffix(says, "."))) {
		a.t.Errorf("%s %d: %q does not say %q", c.name, row.Code, v.Text, says)
	}
	for _, e := range got.Events {
		if e.State == state && e.Code == failure.Code && strings.HasSuffix(e.Text, row.Meaning) {
			return
		}
	}
	a.t.Errorf("%s %d: no event has the code and %q: %+v", c.name, row.Code, row.Meaning, got.Events)
}

// says checks the verdict on a number.
func (a *app) says(phone auth.Phone, is, says string, change ...func(*config.Config)) {
	a.t.Helper()
	if v := a.why(phone, change...).Verdict; v.Name != is || !strings.Contains(v.Text, says) {
		a.t.Errorf("got %s: %q, want %s: %q", v.Name, v.Text, is, says)
	}
}

func TestTheVerdictOnEachStateOfAMessage(t *testing.T) {
	each(t, func(a *app) {
		c := &carrier{name: "twilio"}
		a.use(c)
		a.says(ada, "no_request", "No message was asked for in the last 7 days.")
		asked := a.mustAsk(ada)
		a.clock.advance(10 * time.Second)
		a.says(ada, "on_its_way", "Twilio took it 10 seconds ago and has not said yet")
		a.clock.advance(10 * time.Minute)
		a.says(ada, "no_report", "Twilio took it at 12:00 UTC and reported nothing since: see whether its reports reach server.public_url")
		a.reportTo("twilio", asked.MessageID+" delivered")
		a.says(ada, "not_entered", "Delivered once, no code entered: the person may look at another phone")
		for range 2 {
			a.clock.advance(10 * time.Minute)
			a.reportTo("twilio", a.mustAsk(ada).MessageID+" delivered")
		}
		a.clock.advance(10 * time.Minute)
		a.says(ada, "not_entered", "Delivered 3 times, no code entered")
		// The report comes before the answer to the send.
		a.reportTo("twilio", "twilio-4 undelivered landline")
		a.mustAsk(ada)
		a.says(ada, "landline", "Twilio takes it, the carrier says no, because the number is a landline or another line that gets no texts: use another channel")
		c.err = &providers.Error{Kind: providers.Temporary, Unsure: true}
		a.clock.advance(time.Hour)
		if _, err := a.ask(ada); err == nil {
			a.t.Fatal("the carrier is silent and nothing is refused")
		}
		a.says(ada, "unsure", "may have been sent")
	})
}

// reportTo tells the app what became of a message of a carrier.
func (a *app) reportTo(provider, words string) {
	a.t.Helper()
	if err := a.Messenger.HandleReport(a.t.Context(), provider, auth.Callback{Body: []byte(words)}); err != nil {
		a.t.Fatal(err)
	}
}

func TestTheVerdictOnAMessageThatNobodyKnowsTheEndOf(t *testing.T) {
	each(t, func(a *app) {
		m := models.Message{
			ID: "00000000-0000-4000-8000-000000000001", ChallengeID: "00000000-0000-4000-8000-000000000002", NumberHash: a.hash(ada),
			Purpose: "login", Provider: "textlocal", Channel: "sms", State: models.MessageSending, CreatedAt: a.clock.Now(),
		}
		if err := a.db.AddMessage(a.t.Context(), &m); err != nil {
			a.t.Fatal(err)
		}
		a.says(ada, "on_its_way", "Textlocal is being asked")
		a.clock.advance(5 * time.Minute)
		a.says(ada, "interrupted", "This server was stopped at 12:00 UTC while it asked Textlocal")
		at := a.clock.Now()
		m.State, m.TakenAt, m.ProviderID = models.MessageSent, &at, "1"
		if err := a.db.EndMessage(a.t.Context(), &m); err != nil {
			a.t.Fatal(err)
		}
		a.says(ada, "no_report", "Textlocal took it at 12:00 UTC and never says what becomes of messages")
		m.ID, m.ChallengeID = "00000000-0000-4000-8000-000000000003", "00000000-0000-4000-8000-000000000004"
		m.CreatedAt, m.ProviderID = at, "2"
		if err := a.db.AddMessage(a.t.Context(), &m); err != nil {
			a.t.Fatal(err)
		}
		a.says(ada, "on_its_way", "Textlocal took it 0 seconds ago and never says what becomes of messages: wait a moment")
	})
}

func TestTheVerdictOnCodesThatWereEntered(t *testing.T) {
	each(t, func(a *app) {
		asked := a.mustAsk(ada)
		for range 3 {
			a.refused(a.answer(asked, a.wrong()), refusal.WrongCode)
		}
		a.says(ada, "wrong_code", "a wrong code was entered: refused 3 times, last at 12:00 UTC; copy the code of the newest message")
		a.clock.advance(2 * time.Minute)
		a.refused(a.answer(asked, a.code()), refusal.CodeExpired)
		a.says(ada, "code_expired", "The code came or was entered too late")
		_, err := a.verify(ada, a.code())
		a.refused(err, refusal.WrongCode)
		a.clock.advance(time.Second)
		a.mustAsk(ada)
		if err := a.answer(asked, a.code()); err != nil {
			a.t.Fatal(err)
		}
		a.says(ada, "well", "All is well: the code of 12:02 UTC was entered.")
		kinds := map[string]int{}
		for _, e := range a.why(ada).Events {
			kinds[e.Kind+" "+e.Reason] += e.Times
		}
		for what, want := range map[string]int{
			"code_refused wrong_code": 3, "code_refused code_expired": 1, "code_refused no_living_code": 1, "message ": 2, "code_entered ": 1,
		} {
			if kinds[what] != want {
				a.t.Errorf("%s: %d, want %d: %v", what, kinds[what], want, kinds)
			}
		}
		a.clock.advance(30 * time.Hour)
		a.says(ada, "well", "All is well: the code of 12:02 UTC on 1 March was entered.")
	})
}

func TestTheVerdictOnRefusedRequests(t *testing.T) {
	each(t, func(a *app) {
		for _, test := range []struct {
			name     string
			do       func()
			is, says string
			change   func(*config.Config)
		}{
			{"too soon", func() {
				a.signIn(ada)
				a.mustAskRefused(ada, 4)
			}, "too_soon", "refused 4 times, last at", nil},
			{"too soon after a message", func() {
				a.mustAsk(ada)
				a.mustAskRefused(ada, 2)
			}, "in_inbox", "asked again too soon, twice", nil},
			{"the budget", func() {
				a.use(a.inbox, withBudgetOfOne)
				a.mustAsk("4915112345600")
				a.mustAskRefused(ada, 1)
			}, "budget_spent", "The budget of messages was spent: refused once", nil},
			{"the country", func() {
				a.use(a.inbox, abroad)
				a.mustAskRefused(ada, 1)
			}, "country_refused", "No code is sent to DE: add the country to auth.sms.countries", abroad},
			{"the country until a moment ago", func() {
				a.use(a.inbox, abroad)
				a.mustAskRefused(ada, 1)
			}, "country_refused", "The country was not allowed: refused", nil},
			{"sign-ups", func() {
				a.use(a.inbox, func(c *config.Config) { c.Auth.EnableSignup = false })
				a.mustAskRefused("4915112345601", 1)
			}, "", "", nil},
			{"a fault", func() {
				a.use(a.inbox)
				late, cancel := context.WithDeadline(a.t.Context(), time.Now().Add(-time.Second))
				defer cancel()
				_, err := a.Start(late, otp.Request{
					Phone: ada, Channel: auth.SMS, Purpose: otp.Login, Face: otp.APIFace(), CreateUser: true,
				})
				if err == nil || isRefusal(err) {
					a.t.Fatalf("got %v, want a fault", err)
				}
			}, "fault", "A fault of this server or its database: refused once", nil},
			{"a test number", func() {}, "test_number", "no message goes to it", func(c *config.Config) {
				c.Auth.SMS.TestOTP = map[string]string{string(ada): "123456"}
			}},
			{"no sign-in by phone", func() {}, "phone_disabled", "Sign-in by phone is off", func(c *config.Config) { c.Auth.SMS.EnableSignup = false }},
		} {
			a.clock.advance(2 * time.Hour)
			a.use(a.inbox)
			test.do()
			if err := a.Behind.Flush(a.t.Context()); err != nil {
				a.t.Fatal(err)
			}
			if test.is == "" {
				continue
			}
			if test.change == nil {
				test.change = func(*config.Config) {}
			}
			a.t.Log(test.name)
			a.says(ada, test.is, test.says, test.change)
		}
		a.says("4915112345601", "signups_closed", "Nobody has the number, and sign-ups are closed")
	})
}

func abroad(c *config.Config) { c.Auth.SMS.Countries = []string{"GB"} }

func (a *app) mustAskRefused(phone auth.Phone, n int) {
	a.t.Helper()
	for range n {
		if _, err := a.ask(phone); !isRefusal(err) {
			a.t.Fatalf("got %v, want a refusal", err)
		}
	}
}

func TestTheVerdictOnStopAndOnTooManyWrongCodes(t *testing.T) {
	each(t, func(a *app) {
		a.mustAsk(ada)
		a.report("inbox-1 undelivered opted_out")
		a.says(ada, "opted_out", "STOP was sent on 1 March 2026: START from the phone or `web unblock` lifts it")
		a.clock.advance(time.Hour)
		a.mustAskRefused(ada, 1)
		a.says(ada, "opted_out", "STOP was sent on 1 March 2026")
		a.clock.advance(10 * 24 * time.Hour)
		a.says(ada, "opted_out", "STOP was sent on 1 March 2026")
		a.report("START " + ada.E164())
		a.says(ada, "no_request", "No message was asked for in the last 7 days.")
		for range 20 {
			a.mustAsk(ada)
			for range 5 {
				_, _ = a.verify(ada, a.wrong())
			}
			a.clock.advance(2 * time.Hour)
		}
		a.says(ada, "stopped", "Stopped after 100 wrong codes in a row: `web unstop`")
	})
}

func TestTheVerdictOnABannedUser(t *testing.T) {
	each(t, func(a *app) {
		g := a.signIn(ada)
		a.clock.advance(time.Minute)
		a.mustAsk(ada)
		ban(a, g.User.ID)
		_, err := a.verify(ada, a.code())
		a.refused(err, refusal.UserBanned)
		a.says(ada, "user_banned", "The code was right and the user is banned")
		a.clock.advance(time.Hour)
		a.mustAsk(ada)
		a.says(ada, "nobody_may_enter", "Nothing was sent, because the user is banned")
	})
}

// proves S61: nothing tells of a number when its time is up or its user is gone.
func TestHistoryIsForgotten(t *testing.T) {
	each(t, func(a *app) {
		a.signIn(ada)
		a.mustAskRefused(ada, 1)
		a.clock.advance(6 * 24 * time.Hour)
		a.purge()
		if n := len(a.why(ada).Events); n != 3 {
			a.t.Errorf("%d events after six days, want 3", n)
		}
		a.clock.advance(25 * time.Hour)
		a.purge()
		if rows, err := a.db.RecentMessages(a.t.Context(), a.hash(ada), time.Time{}, 10); err != nil || len(rows) != 0 {
			a.t.Errorf("after a week there is %+v, %v", rows, err)
		}
		if rows, err := a.db.NumberEvents(a.t.Context(), a.hash(ada), time.Time{}, 10); err != nil || len(rows) != 0 {
			a.t.Errorf("after a week there is %+v, %v", rows, err)
		}
	})
}

func TestDeletingAUserForgetsTheirHistory(t *testing.T) {
	each(t, func(a *app) {
		g := a.signIn(ada)
		a.mustAskRefused(ada, 3) // waits to be written
		if err := a.Admin.DeleteUser(a.t.Context(), admin.Admin{Role: "service_role"}, g.User.ID); err != nil {
			a.t.Fatal(err)
		}
		if got := a.why(ada); len(got.Events) != 0 {
			a.t.Errorf("%+v is left", got.Events)
		}
		a.mustAskRefused(ada, 1) // the number's pace stays
		if got := a.why(ada); len(got.Events) != 1 || got.Events[0].Times != 1 {
			a.t.Errorf("got %+v, want what came after", got.Events)
		}
	})
}

// Like refusals are one row an hour, however many there are.
func TestAThousandRefusalsAreOneRow(t *testing.T) {
	each(t, func(a *app) {
		a.mustAsk(ada)
		a.mustAskRefused(ada, 1000)
		if err := a.Behind.Flush(a.t.Context()); err != nil {
			a.t.Fatal(err)
		}
		rows, err := a.db.NumberEvents(a.t.Context(), a.hash(ada), time.Time{}, 10)
		if err != nil || len(rows) != 1 || rows[0].Times != 1000 {
			a.t.Errorf("got %+v, %v", rows, err)
		}
	})
}

// Whoever makes up channels makes neither rows nor faults of the database.
func TestMadeUpChannelsMakeNoRows(t *testing.T) {
	each(t, func(a *app) {
		for _, made := range []auth.Channel{"pigeon", "\xff", "owl", "\x00"} {
			_, err := a.Start(a.t.Context(), otp.Request{
				Phone: ada, Channel: made, Purpose: otp.Login, Face: otp.APIFace(), CreateUser: true,
			})
			a.refused(err, refusal.BadChannel)
		}
		if got := a.why(ada); len(got.Events) != 1 || got.Events[0].Times != 4 || got.Verdict.Name != "bad_channel" {
			a.t.Errorf("got %+v", got)
		}
	})
}
