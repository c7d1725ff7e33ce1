package handlers_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"phonelogin/config"
)

// shownTimeline is the answer of GET /admin/numbers/{number}/timeline.
type shownTimeline struct {
	Number  string
	Since   time.Time
	Verdict struct{ Is, Says string }
	Events  []struct {
		At, Until                                                           time.Time
		Times                                                               int
		Kind, Purpose, Channel, Provider, State, Reason, Code, Detail, Says string
	}
}

func (a *app) why(phone string) (t shownTimeline) {
	a.t.Helper()
	if err := a.domain.Behind.Flush(a.t.Context()); err != nil {
		a.t.Fatal(err)
	}
	a.asAdmin("GET", "/admin/numbers/"+phone+"/timeline", "").ok().read(&t)
	return t
}

// kinds are the events of a timeline in a line.
func (t shownTimeline) kinds() string {
	var all []string
	for _, e := range t.Events {
		all = append(all, strings.TrimSpace(e.Kind+" "+e.State+e.Reason))
	}
	return strings.Join(all, ", ")
}

// proves S59: the number stands in the path of the request, and in no log.
func TestAnAdminReadsWhatHappenedToANumber(t *testing.T) {
	each(t, func(a *app) {
		if got := a.why(ada); got.Verdict.Is != "no_request" || len(got.Events) != 0 {
			t.Errorf("before all: got %+v", got)
		}
		p := a.browser().ask("/login", ada)
		p.submit("/login/code", form{"code": a.wrong()}).shows(422, "/login/code", "not right")
		a.advance(time.Second)
		a.report(http.MethodGet, "id=inbox-1&state=delivered").is(200, "")
		p.submit("/login/code", form{"code": a.code()}).shows(200, "/account", "Your account")
		got := a.why(ada)
		if got.Verdict.Is != "well" || got.Verdict.Says != "All is well: the code of 12:00 UTC was entered." || got.Number != "+49 … 78" ||
			!got.Since.Equal(a.clock.Now().Add(-7*24*time.Hour)) {
			t.Errorf("got %+v", got)
		}
		if want := "message sent, code_refused wrong_code, report delivered, code_entered"; got.kinds() != want {
			t.Errorf("got %s, want %s", got.kinds(), want)
		}
		if e := got.Events[0]; e.Purpose != "login" || e.Channel != "sms" || e.Provider != "inbox" || e.Times != 1 || e.Says != "The inbox takes a code to sign in." {
			t.Errorf("got %+v", e)
		}
		a.asAdmin("GET", "/admin/numbers/nobody/timeline", "").refused(400, "validation_failed")
		if strings.Contains(a.transcript.log(), ada[1:]) {
			t.Error("a log line holds the number")
		}
	})
}

func TestATimelineTellsOfHooks(t *testing.T) {
	withHooks(t, sendSMS, func(a *app, o *operator) {
		o.answer("send-sms", `{"error":{"http_code":403,"message":"not there"}}`)
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`).refused(403, "unknown")
		if got := a.why(ada); got.Verdict.Is != "hook_refused" || !strings.HasPrefix(got.Verdict.Says, "The hook refused: refused once") {
			t.Errorf("got %+v", got)
		}
	})
	refuse := func(h *config.Hooks, hook config.Hook) { h.BeforeUserCreated = hook }
	withHooks(t, refuse, func(a *app, o *operator) {
		o.answer("before-user-created", `{"error":{"http_code":403,"message":"not here"}}`)
		a.browser().ask("/login", ada).shows(200, "/login/code", "Enter the code")
		a.settle() // the page does not wait, and does not tell
		if got := a.why(ada); got.Verdict.Is != "hook_refused" {
			t.Errorf("got %+v", got)
		}
	})
}

func TestReplicasTellOneTimeline(t *testing.T) {
	each(t, func(a *app) {
		b := a.replica()
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`).ok()
		for _, replica := range []*app{a, b, a} {
			replica.json("POST", "/otp", `{"phone":"`+ada+`"}`).refused(429, "over_sms_send_rate_limit")
		}
		b.settle()
		refusals := 0
		for _, e := range a.why(ada).Events {
			if e.Kind == "request_refused" && e.Reason == "too_soon" {
				refusals += e.Times
			}
		}
		if refusals != 3 {
			t.Errorf("got %d refusals, want 3", refusals)
		}
	})
}
