package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
)

// fake is a server with the phone API that sends its codes to a sink or keeps
// them in an inbox. Codes are spent once, refresh tokens rotate.
type fake struct {
	key    string // the API key that it wants
	sink   string // origin of the carrier; empty means the inbox
	hook   bool   // send to the sink's hook instead
	refuse map[string]int

	mu     sync.Mutex
	issued int
	codes  map[string]string // by phone
	asked  map[string]int    // how often, by phone
	tokens map[string]bool   // refresh tokens that are still good
}

func newFake(t *testing.T) (*fake, string) {
	t.Helper()
	f := &fake{key: "sb_publishable_test", codes: map[string]string{}, asked: map[string]int{}, tokens: map[string]bool{}, refuse: map[string]int{}}
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	return f, server.URL
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/dev/inbox" {
		f.inbox(w, r)
		return
	}
	var body map[string]string
	if r.Method == http.MethodPost {
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			http.Error(w, "{}", http.StatusBadRequest)
			return
		}
	}
	status := f.refuse[r.URL.Path]
	switch {
	case r.Header.Get("apikey") != f.key:
		status = http.StatusUnauthorized
	case status != 0:
	case r.URL.Path == "/auth/v1/otp":
		status = f.otp(body["phone"])
	case r.URL.Path == "/auth/v1/verify" && body["type"] == "sms":
		status = f.verify(w, body["phone"], body["token"])
	case r.URL.String() == "/auth/v1/token?grant_type=refresh_token":
		status = f.rotate(w, body["refresh_token"])
	case r.URL.Path == "/auth/v1/user" && strings.HasPrefix(r.Header.Get("Authorization"), "Bearer access-"):
		status = http.StatusOK
	default:
		status = http.StatusNotFound
	}
	if status != http.StatusOK {
		w.WriteHeader(status)
		_, _ = fmt.Fprintf(w, `{"code":%d,"error_code":"refused"}`, status)
	}
}

func (f *fake) otp(phone string) int {
	f.mu.Lock()
	f.issued++
	code := fmt.Sprintf("%06d", f.issued)
	f.codes[phone] = code
	f.asked[phone]++
	f.mu.Unlock()

	var res *http.Response
	var err error
	switch {
	case f.hook:
		event := fmt.Sprintf(`{"user":{"phone":%q},"sms":{"otp":%q,"phone":%q}}`, phone, code, phone)
		res, err = http.Post(f.sink+"/hook", "application/json", strings.NewReader(event))
	case f.sink != "":
		res, err = http.PostForm(f.sink+"/2010-04-01/Accounts/AC0/Messages.json",
			url.Values{"To": {"+" + phone}, "Body": {code + " is your code."}})
	default:
		return http.StatusOK
	}
	if err != nil {
		return http.StatusBadGateway
	}
	_ = res.Body.Close()
	return http.StatusOK
}

func (f *fake) verify(w http.ResponseWriter, phone, code string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	if code == "" || f.codes[phone] != code {
		return http.StatusForbidden
	}
	delete(f.codes, phone)
	return f.open(w)
}

func (f *fake) rotate(w http.ResponseWriter, token string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.tokens[token] {
		return http.StatusBadRequest
	}
	delete(f.tokens, token)
	return f.open(w)
}

func (f *fake) open(w http.ResponseWriter) int {
	f.issued++
	token := fmt.Sprintf("refresh-%d", f.issued)
	f.tokens[token] = true
	_ = json.NewEncoder(w).Encode(map[string]string{
		"access_token": fmt.Sprintf("access-%d", f.issued), "refresh_token": token,
	})
	return http.StatusOK
}

func (f *fake) inbox(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	to := strings.TrimPrefix(r.FormValue("to"), "+")
	_, _ = fmt.Fprintf(w, `{"messages":[{"to":"+%s","code":%q}]}`, to, f.codes[to])
}

// TestMain lets the test binary play the program that startServer starts.
func TestMain(m *testing.M) {
	listen := os.Getenv("PHONELOGIN_SERVER_LISTEN")
	switch {
	case listen == "":
		os.Exit(m.Run())
	case os.Getenv("PHONELOGIN_MODE") != "production":
		fmt.Println("settings: mode is not production")
		os.Exit(1)
	}
	ready := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/login" && r.URL.Path != "/readyz" {
			http.NotFound(w, r)
		}
	})
	fmt.Println(http.ListenAndServe(listen, ready)) //nolint:gosec // nobody but the test comes
	os.Exit(1)
}
