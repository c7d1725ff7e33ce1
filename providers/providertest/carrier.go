package providertest

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// Request is a request to a carrier.
type Request struct {
	Method string
	Path   string
	Header http.Header
	Form   url.Values // of the body
	Body   string
}

// Carrier simulates a carrier's HTTP API: it refuses what the published API
// refuses, answers like it, and records the requests. It is safe for concurrent
// use.
type Carrier struct {
	URL string // the origin to use as base_url

	usual func(Request) (status int, body string)

	mu       sync.Mutex
	heard    []Request
	scripted []http.HandlerFunc
}

// newCarrier serves until the test ends. usual is the answer when none is scripted.
func newCarrier(t testing.TB, usual func(Request) (int, string)) *Carrier {
	t.Helper()
	c := &Carrier{usual: usual}
	server := httptest.NewServer(c)
	t.Cleanup(server.CloseClientConnections)
	t.Cleanup(server.Close)
	c.URL = server.URL
	return c
}

// ServeHTTP answers one request.
func (c *Carrier) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	text, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, "unreadable", http.StatusBadRequest)
		return
	}
	form, _ := url.ParseQuery(string(text)) // JSON is no form
	h := Request{Method: r.Method, Path: r.URL.RequestURI(), Header: r.Header, Form: form, Body: string(text)}
	c.mu.Lock()
	c.heard = append(c.heard, h)
	var answer http.HandlerFunc
	if len(c.scripted) > 0 {
		answer, c.scripted = c.scripted[0], c.scripted[1:]
	}
	c.mu.Unlock()
	if answer != nil {
		answer(w, r)
		return
	}
	status, body := c.usual(h)
	writeAnswer(w, status, body)
}

func writeAnswer(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body) // a client that left does not matter
}

// Next scripts the answer to the next request.
func (c *Carrier) Next(answer http.HandlerFunc) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.scripted = append(c.scripted, answer)
}

// Requests returns the requests, oldest first.
func (c *Carrier) Requests() []Request {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]Request(nil), c.heard...)
}

// RespondJSON answers with a JSON body; headers are pairs.
func RespondJSON(status int, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		writeAnswer(w, status, body)
	}
}

// Hangs gives no answer until the client gives up.
func Hangs() http.HandlerFunc {
	return func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-time.After(10 * time.Second):
		}
	}
}

// BreaksOff stops in the middle of a successful answer.
func BreaksOff() http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		_, _ = io.WriteString(w, `{"id":`) // the rest never comes
	}
}

// Credentials that the simulators accept.
const (
	VerifySID = "VA0123456789abcdef0123456789abcdef"
	APIKey    = "an API key"
	APISecret = "an API secret"
)

// NewTwilioVerify simulates the Verifications and VerificationCheck resources of
// Twilio's Verify API v2. The code is always 424242; numbers that end in 00 are
// landlines.
func NewTwilioVerify(t testing.TB) *Carrier {
	return newCarrier(t, func(h Request) (int, string) {
		service := "/v2/Services/" + VerifySID
		user, password, _ := (&http.Request{Header: h.Header}).BasicAuth()
		switch to := h.Form.Get("To"); {
		case user != AccountSID || password != AuthToken:
			return 401, twilioRefusal(401, 20003)
		case h.Method == "GET" && h.Path == service:
			return 200, `{"sid":"` + VerifySID + `"}`
		case h.Path != service+"/Verifications" && h.Path != service+"/VerificationCheck":
			return 404, twilioRefusal(404, 20404)
		case !strings.HasPrefix(to, "+"):
			return 400, twilioRefusal(400, 60200)
		case strings.HasSuffix(h.Path, "Check") && h.Form.Get("Code") == "424242":
			return 200, `{"sid":"VE1","status":"approved","valid":true}`
		case strings.HasSuffix(h.Path, "Check"):
			return 200, `{"sid":"VE1","status":"pending","valid":false}`
		case strings.HasSuffix(to, "00"):
			return 403, twilioRefusal(403, 60205)
		}
		return 201, `{"sid":"VE1","status":"pending","channel":"` + h.Form.Get("Channel") + `","to":"` + h.Form.Get("To") + `"}`
	})
}

// twilioRefusal quotes number and message, as Twilio's errors do.
func twilioRefusal(status, code int) string {
	return fmt.Sprintf(`{"code":%d,"message":"about +4915112345678","more_info":"https://www.twilio.com/docs/errors/%d","status":%d}`, code, code, status)
}

// NewMessageBird simulates POST /messages and GET /balance of MessageBird's REST
// API.
func NewMessageBird(t testing.TB) *Carrier {
	refuse := func(status, code int, parameter string) (int, string) {
		return status, fmt.Sprintf(`{"errors":[{"code":%d,"description":"about 4915112345678","parameter":%q}]}`, code, parameter)
	}
	return newCarrier(t, func(h Request) (int, string) {
		switch to := h.Form.Get("recipients"); {
		case h.Header.Get("Authorization") != "AccessKey "+APIKey:
			return refuse(401, 2, "access_key")
		case h.Method == "GET" && h.Path == "/balance":
			return 200, `{"payment":"prepaid","type":"credits","amount":9.2}`
		case h.Path != "/messages":
			return refuse(404, 20, "")
		case to == "" || strings.Trim(to, "0123456789") != "":
			return refuse(422, 9, "recipients")
		case h.Form.Get("originator") == "":
			return refuse(422, 9, "originator")
		}
		return 201, `{"id":"mb1","body":"…","recipients":{"totalCount":1,"totalSentCount":1,"totalDeliveredCount":0,"totalDeliveryFailedCount":0,` +
			`"items":[{"recipient":4915112345678,"status":"sent","messagePartCount":1,"price":{"amount":0.045,"currency":"EUR"}}]}}`
	})
}

// NewVonage simulates POST /sms/json of Vonage's SMS API, which always answers 200,
// and GET /account/get-balance.
func NewVonage(t testing.TB) *Carrier {
	return newCarrier(t, func(h Request) (int, string) {
		user, password, _ := (&http.Request{Header: h.Header}).BasicAuth()
		switch {
		case h.Path == "/account/get-balance" && user == APIKey && password == APISecret:
			return 200, `{"value":10.28,"autoReload":false}`
		case h.Path == "/account/get-balance":
			return 401, `{"error-code":"401","error-code-label":"authentication failed"}`
		case h.Form.Get("api_key") != APIKey || h.Form.Get("api_secret") != APISecret:
			return 200, VonageRefuses(4)
		case strings.Trim(h.Form.Get("to"), "0123456789") != "" || h.Form.Get("text") == "":
			return 200, VonageRefuses(3)
		}
		return 200, `{"message-count":"1","messages":[{"to":"4915112345678","message-id":"vo1","status":"0","remaining-balance":"3.1","message-price":"0.0333"}]}`
	})
}

// VonageRefuses refuses one message.
func VonageRefuses(status int) string {
	return fmt.Sprintf(`{"message-count":"1","messages":[{"status":"%d","error-text":"about 4915112345678"}]}`, status)
}

// NewTextlocal simulates POST /send and POST /balance of Textlocal's API, which
// always answers 200 and quotes the message.
func NewTextlocal(t testing.TB) *Carrier {
	return newCarrier(t, func(h Request) (int, string) {
		switch {
		case h.Form.Get("apikey") != APIKey:
			return 200, TextlocalRefuses(3, h.Form.Get("message"))
		case h.Path == "/balance":
			return 200, `{"balance":{"sms":100},"status":"success"}`
		case strings.Trim(h.Form.Get("numbers"), "0123456789") != "":
			return 200, TextlocalRefuses(32, h.Form.Get("message"))
		}
		return 200, `{"balance":99,"batch_id":77,"cost":1,"num_messages":1,"message":{"num_parts":1,"content":"…"},` +
			`"messages":[{"id":"tl1","recipient":4915112345678}],"status":"success"}`
	})
}

// TextlocalRefuses refuses a message and quotes it.
func TextlocalRefuses(code int, text string) string {
	return fmt.Sprintf(`{"errors":[{"code":%d,"message":%q}],"status":"failure"}`, code, "your message is "+text)
}

// NewServer simulates a server of the operator's.
func NewServer(t testing.TB) *Carrier {
	return newCarrier(t, func(Request) (int, string) { return 200, `{"id":"own1","price":0.01,"currency":"USD"}` })
}

// Has reports whether a form has exactly the values of want.
func (h Request) Has(want map[string]string) bool {
	got := map[string]string{}
	for name := range h.Form {
		got[name] = h.Form.Get(name)
	}
	return maps.Equal(got, want)
}
