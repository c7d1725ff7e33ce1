package handlers_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const mebibyte = 1 << 20

// nonsense is what any member of a body may be set to, as JSON; "" leaves the
// member out.
var nonsense = map[string]string{
	"missing":         ``,
	"null":            `null`,
	"number":          `7`,
	"negative":        `-1`,
	"huge number":     `1e400`,
	"long number":     strings.Repeat("9", 5000),
	"true":            `true`,
	"list":            `["x"]`,
	"object":          `{"x":1}`,
	"empty":           `""`,
	"blank":           `"   "`,
	"long":            `"` + strings.Repeat("a", 1<<19) + `"`,
	"controls":        `"\u0001\u0008\t\r\n\u001f\u007f\u0085"`,
	"raw control":     "\"a\x01b\"",
	"zero":            `"a\u0000b"`,
	"zero in object":  `{"a\u0000":"b","c":["\u0000"]}`,
	"not UTF-8":       "\"\xff\xfe\"",
	"cut character":   "\"\xe2\x82\"",
	"lone surrogate":  `"\ud800"`,
	"other digits":    `"+٤٩١٥١١٢٣٤٥٦٧٨"`,
	"direction marks": `"\u202e+4915112345678\u200f"`,
	"beyond the BMP":  `"😀😀😀😀"`,
	"statement":       `"' OR 1=1; DROP TABLE users; --"`,
	"template":        `"{{ .Code }}%s%n"`,
	"deep":            strings.Repeat("[", 100) + strings.Repeat("]", 100),
	"key twice":       `{"a":1,"a":2}`,
	"long metadata":   `{"x":"` + strings.Repeat("a", 20<<10) + `"}`,
	"many keys":       manyKeys(2000),
}

func manyKeys(n int) string {
	var b strings.Builder
	b.WriteByte('{')
	for i := range n {
		fmt.Fprintf(&b, `"k%d":%d,`, i, i)
	}
	return strings.TrimSuffix(b.String(), ",") + "}"
}

// bodies are the requests that have one, with members that would do; %s is a
// number that nobody used.
var bodies = []struct {
	method, path string
	members      map[string]string
}{
	{"POST", "/otp", map[string]string{
		"phone": `"%s"`, "email": ``, "create_user": `true`, "data": `{}`, "channel": `"sms"`, "gotrue_meta_security": `{}`,
		"code_challenge": `"` + challenge + `"`, "code_challenge_method": `"s256"`,
	}},
	{"POST", "/verify", map[string]string{
		"type": `"sms"`, "phone": `"%s"`, "email": ``, "token": `"123456"`, "token_hash": ``, "redirect_to": ``,
	}},
	{"POST", "/verify", map[string]string{"type": `"phone_change"`, "phone": `"%s"`, "token": `"123456"`}},
	{"POST", "/token?grant_type=refresh_token", map[string]string{"refresh_token": `"aaaaaaaaaaaa"`}},
	{"POST", "/token?grant_type=pkce", map[string]string{"auth_code": `"x"`, "code_verifier": `"` + verifier + `"`}},
	{"PUT", "/user", map[string]string{
		"phone": `"%s"`, "channel": `"sms"`, "email": ``, "password": ``, "data": `{"a":"%s"}`, "app_metadata": ``,
	}},
}

// withMember is a body one of whose members is set.
func (a *app) withMember(members map[string]string, name, value string) string {
	var parts []string
	for _, member := range slices.Sorted(maps.Keys(members)) {
		v := strings.ReplaceAll(members[member], "%s", a.number())
		if member == name {
			v = value
		}
		if v != "" {
			parts = append(parts, fmt.Sprintf("%q:%s", member, v))
		}
	}
	return "{" + strings.Join(parts, ",") + "}"
}

func TestNonsenseInAMemberIsRefusedAndWritesNothing(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		before := a.people()
		for _, b := range bodies {
			for member := range b.members {
				for _, what := range slices.Sorted(maps.Keys(nonsense)) {
					name := fmt.Sprintf("%s %s, %s: %s", b.method, b.path, member, what)
					body := a.withMember(b.members, member, nonsense[what])
					if b.method != "PUT" {
						a.json(b.method, b.path, body).isErrorOrFine(name)
						continue
					}
					was := a.user(s)
					got := a.json(b.method, b.path, body, s.bearer()...).isErrorOrFine(name)
					if diff := cmp.Diff(was, a.user(s)); got.status >= 400 && diff != "" {
						a.t.Errorf("%s: refused, and yet it changed the user (-was +is):\n%s", name, diff)
					}
				}
			}
		}
		if got := a.people(); got != before {
			a.t.Errorf("users and sessions %v, were %v", got, before)
		}
	})
}

func TestNonsenseInTheWholeBodyIsRefused(t *testing.T) {
	full := func(size int) string { return `{"x":"` + strings.Repeat("a", size-len(`{"x":""}`)) + `"}` }
	deep := func(open, end string, n int) string { return strings.Repeat(open, n) + "1" + strings.Repeat(end, n) }
	each(t, func(a *app) {
		s := a.signIn(ada)
		before := a.people()
		for _, tt := range []struct {
			name, body string
			status     int // 0 for any that is no fault
			code       string
		}{
			{"empty", "", 400, "bad_json"},
			{"blank", " \r\n\t", 400, "bad_json"},
			{"null", "null", 0, ""},
			{"list", "[]", 400, "bad_json"},
			{"number", "1", 400, "bad_json"},
			{"text", `"{}"`, 400, "bad_json"},
			{"true", "true", 400, "bad_json"},
			{"form", "phone=%2B4915112345678", 400, "bad_json"},
			{"XML", `<?xml version="1.0"?><phone/>`, 400, "bad_json"},
			{"mark before it", "\ufeff{}", 400, "bad_json"},
			{"UTF-16", "{\x00}\x00", 400, "bad_json"},
			{"zeros", strings.Repeat("\x00", 100), 400, "bad_json"},
			{"goes on", `{} x`, 400, "bad_json"},
			{"two", `{}{}`, 400, "bad_json"},
			{"cut", `{"phone":"+4915112345678"`, 400, "bad_json"},
			{"comma", `{"phone":"+4915112345678",}`, 400, "bad_json"},
			{"key twice", `{"phone":"+4915112345678","phone":"+4915112345679"}`, 400, "bad_json"},
			{"key twice in another case", `{"phone":"+4915112345678","PHONE":"+4915112345679"}`, 400, "bad_json"},
			{"key twice, escaped", `{"phone":"+4915112345678","ph\u006fne":"+4915112345679"}`, 400, "bad_json"},
			{"deep", `{"data":` + deep("[", "]", 10_000) + `}`, 400, "bad_json"},
			{"deep objects", `{"data":` + deep(`{"a":`, "}", 10_000) + `}`, 400, "bad_json"},
			{"deep and open", strings.Repeat("[", 500_000), 400, "bad_json"},
			{"full", full(mebibyte), 0, ""},
			{"too full", full(mebibyte + 1), 413, "request_entity_too_large"},
			{"too full of nothing", strings.Repeat(" ", mebibyte+1), 413, "request_entity_too_large"},
		} {
			for _, b := range bodies {
				got := a.json(b.method, b.path, tt.body, s.bearer()...)
				name := tt.name + ", " + b.method + " " + b.path
				got.isErrorOrFine(name)
				if tt.status != 0 && (got.status != tt.status || got.header.Get("X-Sb-Error-Code") != tt.code) {
					a.t.Errorf("%s: got %d %s, want %d %s", name, got.status, got.body, tt.status, tt.code)
				}
			}
		}
		if got := a.people(); got != before {
			a.t.Errorf("users and sessions %v, were %v", got, before)
		}
	})
}

func TestABodyThatIsTooLargeIsRefusedInTheWordsOfTheContract(t *testing.T) {
	each(t, func(a *app) {
		body := strings.Repeat(" ", mebibyte+1)
		a.json("POST", "/otp", body).
			is(413, legacy("413", "request_entity_too_large", "Request body too large (max 1048576 bytes)"))
		a.json("POST", "/otp", body, "X-Supabase-Api-Version", "2024-01-01").
			is(413, `{"code":"request_entity_too_large","message":"Request body too large (max 1048576 bytes)"}`)
	})
}

// Whatever a client writes there, it is refused or ignored.
func TestNonsenseInHeadersAndQueriesIsNoFault(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		before := a.people()
		for what, value := range pageNonsense {
			for _, header := range []string{
				"apikey", "Authorization", "X-JWT-AUD", "X-Supabase-Api-Version", "User-Agent", "Content-Type", "Origin",
				"X-Forwarded-For", "X-Client-Info", "Accept-Language", "Cookie", "X-Request-Id", "Content-Encoding",
			} {
				name := header + ": " + what
				a.json("GET", "/user", "", append(s.bearer(), header, value)...).isErrorOrFine(name)
				a.json("POST", "/verify", verify(a.number(), "123456"), header, value).isErrorOrFine(name)
			}
			for _, path := range []string{"/token?grant_type=", "/token?grant_type=refresh_token&grant_type="} {
				a.json("POST", path+escape(value), `{}`).isErrorOrFine(path + what)
			}
			a.json("GET", "/authorize?provider="+escape(value), "").isErrorOrFine("provider: " + what)
			a.json("POST", "/logout?scope="+escape("x"+value), "", s.bearer()...).isErrorOrFine("scope: " + what)
		}
		if got := a.people(); got != before {
			a.t.Errorf("users and sessions %v, were %v", got, before)
		}
	})
}

// user is GET /user, to see whether anything changed.
func (a *app) user(s session) (user map[string]any) {
	a.t.Helper()
	a.json("GET", "/user", "", s.bearer()...).ok().read(&user)
	return user
}

// number is one that nobody used before.
func (a *app) number() string {
	a.numbers++
	return fmt.Sprintf("+49151%08d", 20_000_000+a.numbers)
}

// isErrorOrFine checks that an answer of the API is no fault, and that a refusal
// has the form of the contract (section 2).
func (got answer) isErrorOrFine(name string) answer {
	got.t.Helper()
	if got.status < 400 || got.status == 405 {
		return got
	}
	var e struct {
		Code      int
		ErrorCode string `json:"error_code"`
		Msg       string
	}
	err := json.Unmarshal([]byte(got.body), &e)
	if err != nil || got.status >= 500 || e.Code != got.status || e.ErrorCode == "" || e.Msg == "" ||
		e.ErrorCode != got.header.Get("X-Sb-Error-Code") || got.header.Get("Content-Type") != "application/json" {
		got.t.Errorf("%s: got %d %.300s", name, got.status, got.body)
	}
	if len(got.body) > 1000 {
		got.t.Errorf("%s: the answer repeats what was sent: %d bytes", name, len(got.body))
	}
	return got
}
