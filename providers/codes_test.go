package providers_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"phonelogin/models/phone"
	"phonelogin/providers"
	"phonelogin/providers/providertest"
)

// account is a real client of one provider, with a simulator whose next answer can
// be scripted.
type account struct {
	sender providers.Sender
	next   func(http.HandlerFunc)
	refuse func(code int) (status int, body string)
}

func accounts(t *testing.T) map[string]account {
	t.Helper()
	refusals := map[string]func(code int) (int, string){
		"twilio":        func(code int) (int, string) { return 400, fmt.Sprintf(`{"code":%d,"status":400}`, code) },
		"twilio_verify": func(code int) (int, string) { return 403, fmt.Sprintf(`{"code":%d,"status":403}`, code) },
		"messagebird":   func(code int) (int, string) { return 422, fmt.Sprintf(`{"errors":[{"code":%d}]}`, code) },
		"vonage":        func(code int) (int, string) { return 200, providertest.VonageRefuses(code) },
		"textlocal":     func(code int) (int, string) { return 200, providertest.TextlocalRefuses(code, bodyText) },
	}
	tw := providertest.NewTwilio(t)
	all := map[string]account{"twilio": {
		sender: providers.NewTwilio(tw.Config()), refuse: refusals["twilio"],
		next: func(h http.HandlerFunc) {
			tw.Fail(func(w http.ResponseWriter, _ providertest.Sent, _ <-chan struct{}) { h(w, nil) })
		},
	}}
	for name, s := range subjects(t) {
		if refusals[name] != nil {
			all[name] = account{s.sender, s.carrier.Next, refusals[name]}
		}
	}
	return all
}

// refuses scripts a refusal with a code and a wait. It returns the error of the
// message that gets it, sent through a router whose breaker opens at once.
func (a account) refuses(t *testing.T, r routed, m providers.Message, code int) (first *providers.Error, taken string, err error) {
	t.Helper()
	status, body := a.refuse(code)
	a.next(providertest.RespondJSON(status, body, "Retry-After", "7"))
	attempt, err := r.Send(t.Context(), m, func(_ context.Context, at providers.Attempt, ended bool) error {
		if ended && at.Provider == a.sender.Name() {
			errors.As(at.Err, &first)
		}
		return nil
	})
	return first, attempt.Provider, err
}

func hasty(o *providers.RouterOptions) { o.Failures, o.Budget = 1, 5*time.Second }

// Each documented code goes through the real client and the router: its kind
// decides about the next provider, the breaker and the number.
func TestEachDocumentedCodeOfAnAnswerLeadsWhereItsKindSays(t *testing.T) {
	ends := map[providers.Kind]bool{providers.BadNumber: true, providers.OptedOut: true}
	counts := map[providers.Kind]bool{providers.BadProvider: true, providers.Temporary: true}
	all := accounts(t)
	for _, table := range providers.CodeTables() {
		for _, row := range table.Rows {
			if !table.Answers {
				continue
			}
			t.Run(fmt.Sprintf("%s %d", table.Provider, row.Code), func(t *testing.T) {
				a, second := all[table.Provider], newCarrier("second", phone.WhatsApp)
				r := newRouter(t, []providers.Sender{a.sender, second}, nil, hasty)
				m := codeMessage()
				if strings.HasPrefix(strconv.Itoa(row.Code), "63") {
					m.Channel = phone.WhatsApp
				}
				first, taken, err := a.refuses(t, r, m, row.Code)
				kind := row.Reason.Kind()
				want := providers.Error{Kind: kind, Reason: row.Reason, Code: strconv.Itoa(row.Code), RetryAfter: 7 * time.Second}
				if first == nil || first.Kind != want.Kind || first.Reason != want.Reason || first.Code != want.Code || first.RetryAfter != want.RetryAfter {
					t.Fatalf("the client says %+v, want %+v", first, want)
				}
				if ends[kind] != (second.sent.Load() == 0) || ends[kind] != (err != nil) || ends[kind] && providers.KindOf(err) != kind {
					t.Errorf("%s: the second provider got %d messages, taken by %s, %v", kind, second.sent.Load(), taken, err)
				}
				// A rate limit may concern one number only: see backoff_test.go.
				out := counts[kind] && row.Reason != providers.RateLimited && row.Reason != providers.Busy
				for to, kept := range map[phone.Number]bool{"4915112345678": out || kind == providers.BadRegion, "12015550123": out} {
					m.To = to
					if got := r.mustSend(t, m); (got == "second") != kept {
						t.Errorf("%s: the next message to %s went through %s", kind, to, got)
					}
				}
			})
		}
	}
}

func TestACodeThatNobodyKnowsCondemnsNoNumber(t *testing.T) {
	for name, a := range accounts(t) {
		second := newCarrier("second")
		first, taken, err := a.refuses(t, newRouter(t, []providers.Sender{a.sender, second}, nil, hasty), codeMessage(), 98765)
		if err != nil || taken != "second" || first == nil || first.Kind != providers.BadProvider || first.Code != "98765" {
			t.Errorf("%s: got %+v, taken by %q, %v; want bad_provider and the next provider", name, first, taken, err)
		}
		if got := providers.CodeMeaning(name, "98765", false); got != "" {
			t.Errorf("%s: the code means %q", name, got)
		}
	}
	for _, code := range []int{30999, 63999} { // Twilio's ranges of delivery
		a, second := accounts(t)["twilio"], newCarrier("second")
		r := newRouter(t, []providers.Sender{a.sender, second}, nil, hasty)
		first, taken, err := a.refuses(t, r, codeMessage(), code)
		if err != nil || taken != "second" || first.Kind != providers.NotReached {
			t.Errorf("%d: got %+v, taken by %q, %v; want not_reached and the next provider", code, first, taken, err)
		}
		if got := r.mustSend(t, codeMessage()); got != "twilio" {
			t.Errorf("%d: one message put the provider out", code)
		}
	}
}

// Twilio accepts some messages with 201 and an error in the same answer.
func TestAMessageThatFailsAtOnceIsJudgedByItsCode(t *testing.T) {
	tw := providertest.NewTwilio(t)
	for code, want := range map[int]providers.Reason{
		30034: providers.SenderNotRegistered, 30450: providers.Filtered, 63024: providers.NotOnWhatsApp, 98765: providers.Reason(providers.NotReached),
	} {
		tw.Fail(providertest.Undelivered("failed", code))
		_, err := providers.NewTwilio(tw.Config()).Send(t.Context(), message(phone.SMS))
		if got := providers.ReasonOf(err); got != want {
			t.Errorf("%d: got %s, want %s", code, got, want)
		}
	}
}

func TestEachRowOfATableSaysSomethingPlain(t *testing.T) {
	for _, table := range providers.CodeTables() {
		for n, row := range table.Rows {
			where := fmt.Sprintf("%s %d", table.Provider, row.Code)
			if row.Code <= 0 || n > 0 && row.Code <= table.Rows[n-1].Code {
				t.Errorf("%s: out of order, twice, or no code", where)
			}
			if row.Reason.Kind() == "" || row.Reason.Meaning() == "" {
				t.Errorf("%s: %q is no reason", where, row.Reason)
			}
			if len(row.Meaning) < 10 || len(row.Meaning) > 110 || !strings.HasSuffix(row.Meaning, ".") || strings.Contains(row.Meaning, "|") {
				t.Errorf("%s: %q is no sentence", where, row.Meaning)
			}
			if got := providers.CodeMeaning(table.Provider, strconv.Itoa(row.Code), table.Reports && !table.Answers); got != row.Meaning {
				t.Errorf("%s: SayOf says %q, the table %q", where, got, row.Meaning)
			}
		}
	}
	if got := providers.CodeMeaning("twilio_verify", "21408", false); got == "" {
		t.Error("Verify answers with the codes of Twilio too")
	}
	for _, word := range []string{"", "sad"} {
		if r := providers.Reason(word); r.Kind() != "" || r.Meaning() != "" {
			t.Errorf("%q is a reason", word)
		}
	}
}

// Retry-After is a number of seconds or a date (RFC 9110, section 10.2.3).
func TestTheWaitOfAProviderIsReadInBothForms(t *testing.T) {
	const date = "Sun, 01 Mar 2026 12:00:00 GMT"
	for header, want := range map[string]time.Duration{
		"0": 0, "90": 90 * time.Second, "-5": 0, "99999999": time.Hour, "soon": 0, "": 0,
		"Sun, 01 Mar 2026 12:01:30 GMT": 90 * time.Second, "Sun, 01 Mar 2026 11:00:00 GMT": 0, "Mon, 02 Mar 2026 12:00:00 GMT": time.Hour,
	} {
		for name, a := range accounts(t) {
			a.next(providertest.RespondJSON(503, ``, "Retry-After", header, "Date", date))
			_, err := a.sender.Send(t.Context(), codeMessage())
			if got := waitOf(t, err); got != want {
				t.Errorf("%s, %q: got %v, want %v", name, header, got, want)
			}
		}
	}
}
