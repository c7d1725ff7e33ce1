package handlers_test

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"phonelogin/config"
)

// operator is a server of the operator's that hooks ask.
type operator struct {
	*httptest.Server
	sync.Mutex
	questions []question
	answers   map[string]string // by metadata.name; "" is 204
	replies   map[string]reply  // by metadata.name, before answers
}

// reply is an answer with a status of its own. A content type of "" is none.
type reply struct {
	status                 int
	kind, retryAfter, body string
}

// question is what a hook sent.
type question struct {
	Metadata struct {
		UUID, Time, Name string
		IPAddress        string `json:"ip_address"`
	}
	User   map[string]any
	SMS    map[string]string
	UserID string `json:"user_id"`
	Claims map[string]any
	Method string `json:"authentication_method"`
	Valid  bool

	header http.Header
}

func newOperator(t *testing.T) *operator {
	t.Helper()
	o := &operator{answers: map[string]string{}, replies: map[string]reply{}}
	o.Server = httptest.NewServer(http.HandlerFunc(o.serve))
	t.Cleanup(o.Close)
	return o
}

func (o *operator) serve(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body) // a short body is no JSON
	var q question
	if err := json.Unmarshal(body, &q); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	q.header = r.Header.Clone()
	o.Lock()
	o.questions = append(o.questions, q)
	answer := o.answers[q.Metadata.Name]
	said, own := o.replies[q.Metadata.Name]
	o.Unlock()
	if own {
		w.Header()["Content-Type"] = nil // none is made up
		for name, value := range map[string]string{"Content-Type": said.kind, "Retry-After": said.retryAfter} {
			if value != "" {
				w.Header().Set(name, value)
			}
		}
		w.WriteHeader(said.status)
		_, _ = io.WriteString(w, said.body) // the client may be gone
		return
	}
	if answer == "" {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, answer) // the client may be gone
}

func (o *operator) answer(name, body string) {
	o.Lock()
	defer o.Unlock()
	o.answers[name] = body
}

func (o *operator) reply(name string, r reply) {
	o.Lock()
	defer o.Unlock()
	o.replies[name] = r
}

// asked are the questions of a name.
func (o *operator) asked(name string) []question {
	o.Lock()
	defer o.Unlock()
	var all []question
	for _, q := range o.questions {
		if q.Metadata.Name == name {
			all = append(all, q)
		}
	}
	return all
}

const hookSecret = "v1,whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="

// withHooks runs a test on every database, with hooks that ask an operator.
func withHooks(t *testing.T, hooks func(h *config.Hooks, hook config.Hook), test func(a *app, o *operator), change ...func(*config.Config)) {
	t.Helper()
	each(t, func(a *app) {
		o := newOperator(a.t)
		hooks(&a.config.Auth.Hook, config.Hook{Enabled: true, URI: o.URL, Secrets: hookSecret})
		a.serveWith(a.config)
		test(a, o)
	}, change...)
}

func sendSMS(h *config.Hooks, hook config.Hook) { h.SendSMS = hook }

// Wire transcript A4; the channel is ours.
func TestTheHookSendsTheCode(t *testing.T) {
	withHooks(t, sendSMS, func(a *app, o *operator) {
		a.json("POST", "/otp", `{"phone":"`+ada+`","data":{"plan":"free"},"channel":"whatsapp"}`).is(200, `{}`)
		asked := o.asked("send-sms")
		if len(asked) != 1 || len(a.inbox.Messages()) != 0 {
			a.t.Fatalf("asked %d times and sent %d messages, want the hook alone", len(asked), len(a.inbox.Messages()))
		}
		q := asked[0]
		if q.SMS["phone"] != ada[1:] || q.SMS["channel"] != "whatsapp" || q.User["phone"] != ada[1:] || q.Metadata.IPAddress == "" {
			a.t.Errorf("got %+v", q)
		}
		if meta, ok := q.User["user_metadata"].(map[string]any); !ok || meta["plan"] != "free" {
			a.t.Errorf("got metadata %v", q.User["user_metadata"])
		}
		s := a.enter(ada, q.SMS["otp"])
		if s.User.ID != q.User["id"] {
			a.t.Errorf("the hook was told of user %v, who became %s", q.User["id"], s.User.ID)
		}
		if n := a.rows("messages"); n != 1 {
			a.t.Errorf("%d messages are noted, want 1", n)
		}
		if got := a.json("GET", "/settings", ""); !strings.Contains(got.body, `"sms_provider":""`) {
			a.t.Errorf("got %s", got.body)
		}
		a.json("POST", "/otp", `{"phone":"`+grace+`","channel":"pigeon"}`).is(400, legacy("400", "validation_failed",
			"Invalid channel, supported values are 'sms' or 'whatsapp'. 'whatsapp' is only supported if Twilio or Twilio Verify is used as the provider."))
		if strings.Contains(a.transcript.log(), q.SMS["otp"]) {
			a.t.Error("the log holds the code")
		}
	})
}

// Wire transcripts G1 and G1b.
func TestAHookRefusesInItsOwnWordsAndTheNumberMayAskAgain(t *testing.T) {
	withHooks(t, sendSMS, func(a *app, o *operator) {
		o.answer("send-sms", `{"error":{"http_code":402,"message":"no budget"}}`)
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`).
			is(402, `{"code":402,"error_code":"unknown","msg":"no budget"}`).has("X-Sb-Error-Code", "")
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`, "X-Supabase-Api-Version", "2024-01-01").
			is(402, `{"code":"unknown","message":"no budget"}`)
		o.answer("send-sms", `{}`)
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`).ok()
	})
}

func TestAHookThatFailsIsToldAsTheContractHasIt(t *testing.T) {
	withHooks(t, sendSMS, func(a *app, o *operator) {
		o.answer("send-sms", `[]`)
		got := a.json("POST", "/otp", `{"phone":"`+ada+`"}`)
		if got.status != 500 || !strings.Contains(got.body, `"error_code":"unexpected_failure"`) {
			a.t.Errorf("got %d %s", got.status, got.body)
		}
		o.Close()
		a.json("POST", "/otp", `{"phone":"`+grace+`"}`).
			is(422, legacy("422", "hook_timeout_after_retry", "Failed to reach hook after maximum retries"))
	})
}

func TestATestNumberAsksNoHookToSend(t *testing.T) {
	withHooks(t, sendSMS, func(a *app, o *operator) {
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`).is(200, `{"message_id":"test-otp"}`)
		if len(o.asked("send-sms")) != 0 {
			a.t.Error("the hook was asked to send to a test number")
		}
	}, func(c *config.Config) { c.Auth.SMS.TestOTP = map[string]string{ada[1:]: "123456"} })
}

// Wire transcripts G11 and G14.
func TestTheHookDecidesWhoMayBecomeAUser(t *testing.T) {
	hooks := func(h *config.Hooks, hook config.Hook) { h.BeforeUserCreated, h.AfterUserCreated = hook, hook }
	withHooks(t, hooks, func(a *app, o *operator) {
		o.answer("before-user-created", `{"error":{"http_code":400,"message":"not here"}}`)
		a.json("POST", "/otp", `{"phone":"`+ada+`","data":{"x":1}}`).is(400, `{"code":400,"error_code":"unknown","msg":"not here"}`)
		if len(a.inbox.Messages()) != 0 {
			a.t.Error("a message was sent to somebody who may not come in")
		}
		q := o.asked("before-user-created")[0]
		if q.User["created_at"] != "0001-01-01T00:00:00Z" || q.User["role"] != "" || len(q.User["identities"].([]any)) != 0 ||
			q.User["user_metadata"].(map[string]any)["x"] != 1.0 {
			a.t.Errorf("got %v", q.User)
		}

		o.answer("before-user-created", `{}`)
		s := a.signIn(ada)
		if after := o.asked("after-user-created"); len(after) != 1 || after[0].User["id"] != s.User.ID {
			a.t.Errorf("got %d questions after, want one about %s", len(after), s.User.ID)
		}
		before := len(o.asked("before-user-created"))
		a.again(ada)
		if len(o.asked("before-user-created")) != before || len(o.asked("after-user-created")) != 1 {
			a.t.Error("the hooks were asked about somebody who is a user already")
		}
	})
}

func TestThePagesDoNotTellWhomTheHookRefuses(t *testing.T) {
	hooks := func(h *config.Hooks, hook config.Hook) { h.BeforeUserCreated = hook }
	withHooks(t, hooks, func(a *app, o *operator) {
		a.signIn(ada)
		a.advance(time.Hour)
		o.answer("before-user-created", `{"error":{"http_code":403,"message":"not here"}}`)
		a.browser().ask("/login", ada).shows(200, "/login/code", "Enter the code")
		a.browser().ask("/login", grace).shows(200, "/login/code", "Enter the code")
		a.settle()
		if n := len(a.sent(grace)); n != 0 {
			a.t.Errorf("%d messages were sent to somebody who may not come in", n)
		}
	})
}

// Wire transcript G12.
func TestTheHookWritesTheClaims(t *testing.T) {
	hooks := func(h *config.Hooks, hook config.Hook) { h.CustomAccessToken = hook }
	withHooks(t, hooks, func(a *app, o *operator) {
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`).ok()
		o.answer("customize-access-token", `{"claims":{"aud":"authenticated"}}`)
		got := a.json("POST", "/verify", `{"type":"sms","phone":"`+ada+`","token":"`+a.code()+`"}`)
		if got.status != 500 || !strings.Contains(got.body, `output claims do not conform to the expected schema: \n- (root): exp is required`) ||
			strings.Contains(got.body, "access_token") {
			a.t.Errorf("got %d %s", got.status, got.body)
		}

		o.answer("customize-access-token", `{"claims":{"aud":"authenticated","exp":1900000000,"iat":1772366400,"sub":"`+
			o.asked("customize-access-token")[0].UserID+`","email":"","phone":"4915112345678","role":"authenticated","aal":"aal1",`+
			`"session_id":"`+o.asked("customize-access-token")[0].Claims["session_id"].(string)+`","is_anonymous":false,"plan":"gold"}}`)
		a.advance(time.Hour)
		a.json("POST", "/otp", `{"phone":"`+ada+`"}`).ok()
		s := a.enter(ada, a.code())
		if claims := s.claims(a.t); claims["plan"] != "gold" || claims["exp"] != 1900000000.0 {
			a.t.Errorf("got claims %v", claims)
		}
		q := o.asked("customize-access-token")[1]
		if q.Method != "otp" || q.Claims["aud"] != "authenticated" || q.Claims["phone"] != ada[1:] {
			a.t.Errorf("asked with %+v", q)
		}
		a.json("GET", "/user", "", "Authorization", "Bearer "+s.AccessToken).ok()
		a.json("POST", "/token?grant_type=refresh_token", `{"refresh_token":"`+s.RefreshToken+`"}`).ok()
		if q := o.asked("customize-access-token")[2]; q.Method != "token_refresh" {
			a.t.Errorf("the refresh asked with %q", q.Method)
		}
	})
}

func TestAFunctionInTheDatabaseIsAskedLikeAServer(t *testing.T) {
	each(t, func(a *app) {
		if !strings.HasPrefix(a.url, "postgres") {
			return // SQLite has no functions; the settings refuse them there
		}
		for _, statement := range []string{
			`CREATE FUNCTION public.before_user(event jsonb) RETURNS jsonb LANGUAGE sql AS $$
				SELECT CASE WHEN event->'user'->>'phone' = '` + grace[1:] + `'
					THEN '{"error":{"http_code":403,"message":"not you"}}'::jsonb ELSE '{}'::jsonb END $$`,
			`CREATE FUNCTION public.never(event jsonb) RETURNS jsonb LANGUAGE sql AS $$ SELECT pg_sleep(60)::text::jsonb $$`,
		} {
			if _, err := a.pool.Exec(statement); err != nil {
				a.t.Fatal(err)
			}
		}
		a.config.Auth.Hook.BeforeUserCreated = config.Hook{Enabled: true, URI: "pg-functions://postgres/public/before_user"}
		a.serveWith(a.config)
		a.json("POST", "/otp", `{"phone":"`+grace+`"}`).is(403, `{"code":403,"error_code":"unknown","msg":"not you"}`)
		a.signIn(ada)

		a.config.Auth.Hook.BeforeUserCreated.URI = "pg-functions://postgres/public/never"
		a.serveWith(a.config)
		got := a.json("POST", "/otp", `{"phone":"`+grace+`"}`)
		if got.status != 500 || !strings.Contains(got.body, "took too long") {
			a.t.Errorf("got %d %s", got.status, got.body)
		}
	})
}

// claims are those of the access token.
func (s session) claims(t *testing.T) (claims map[string]any) {
	t.Helper()
	body, err := base64.RawURLEncoding.DecodeString(strings.Split(s.AccessToken, ".")[1])
	if err == nil {
		err = json.Unmarshal(body, &claims)
	}
	if err != nil {
		t.Fatal(err)
	}
	return claims
}

// Wire transcript G13.
func TestTheHookMayRejectAPasswordAndAFactor(t *testing.T) {
	hooks := func(h *config.Hooks, hook config.Hook) {
		h.PasswordVerificationAttempt, h.MFAVerificationAttempt = hook, hook
	}
	withHooks(t, hooks, func(a *app, o *operator) {
		a.signUp(ada, horse).ok()
		s := a.enter(ada, a.code())
		o.answer("password-verification", `{"decision":"reject","message":"not today","should_logout_user":true}`)
		a.withPassword(ada, horse).is(400, legacy("400", "invalid_credentials", "not today"))
		if a.isAlive(s) {
			a.t.Error("the hook wanted the user signed out")
		}
		o.answer("password-verification", `{"decision":"continue"}`)
		a.withPassword(ada, "wrong-horse").is(400, legacy("400", "invalid_credentials", "Invalid login credentials"))
		a.withPassword(ada, horse).ok().read(&s)
		if asked := o.asked("password-verification"); len(asked) != 3 || asked[0].UserID != s.User.ID || !asked[0].Valid || asked[1].Valid {
			a.t.Errorf("got %+v", asked)
		}

		var factor, challenge struct{ ID string }
		a.json("POST", "/factors", `{"factor_type":"totp"}`, s.bearer()...).ok().read(&factor)
		a.json("POST", "/factors/"+factor.ID+"/challenge", `{}`, s.bearer()...).ok().read(&challenge)
		o.answer("mfa-verification", `{"decision":"reject","message":"no more"}`)
		a.json("POST", "/factors/"+factor.ID+"/verify", `{"challenge_id":"`+challenge.ID+`","code":"000000"}`, s.bearer()...).
			is(403, legacy("403", "mfa_verification_rejected", "no more"))
		if a.isAlive(s) {
			a.t.Error("a rejected factor leaves the user signed in")
		}
	})
}
