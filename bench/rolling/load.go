package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	publishable = "sb_publishable_of_rolling_restarts"
	testCode    = "123456"
)

// phone is the number of a person, whose codes are testCode.
func phone(n int) string { return fmt.Sprintf("49151230001%02d", n) }

// testCodes is the setting that makes them so.
func testCodes() string {
	var all []string
	for n := range people {
		all = append(all, phone(n)+"="+testCode)
	}
	return strings.Join(all, ",")
}

// load is what people do meanwhile.
type load struct {
	url    string
	client *http.Client
	end    atomic.Bool // when it is true they stop

	made   atomic.Int64
	mu     sync.Mutex
	failed []string
}

func newLoad(url string) *load {
	return &load{url: url, client: &http.Client{
		Timeout:       15 * time.Second,
		Transport:     &http.Transport{MaxIdleConnsPerHost: people},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// session is what a sign-in and a refresh yield.
type session struct {
	Access  string `json:"access_token"`
	Refresh string `json:"refresh_token"`
}

// person signs in, and then refreshes, reads and looks until the end.
func (l *load) person(ctx context.Context, n int) {
	for !l.end.Load() {
		var s session
		l.do(ctx, "POST", "/auth/v1/otp", "", fmt.Sprintf(`{"phone":%q}`, phone(n)), nil)
		l.do(ctx, "POST", "/auth/v1/verify", "", fmt.Sprintf(`{"type":"sms","phone":%q,"token":%q}`, phone(n), testCode), &s)
		for range 20 {
			if l.end.Load() || s.Refresh == "" {
				break
			}
			l.do(ctx, "POST", "/auth/v1/token?grant_type=refresh_token", "", fmt.Sprintf(`{"refresh_token":%q}`, s.Refresh), &s)
			l.do(ctx, "GET", "/auth/v1/user", s.Access, "", nil)
			l.do(ctx, "GET", "/login", "", "", nil)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// do makes one request, and notes it when it fails.
func (l *load) do(ctx context.Context, method, path, bearer, body string, into any) {
	l.made.Add(1)
	if err := l.ask(ctx, method, path, bearer, body, into); err != nil {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.failed = append(l.failed, fmt.Sprintf("%s %s: %v", method, path, err))
	}
}

func (l *load) ask(ctx context.Context, method, path, bearer, body string, into any) error {
	r, err := http.NewRequestWithContext(ctx, method, l.url+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("apikey", publishable)
	r.Header.Set("Content-Type", "application/json")
	if bearer != "" {
		r.Header.Set("Authorization", "Bearer "+bearer)
	}
	answer, err := l.client.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }() // read to its end below
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %.200s", answer.Status, text)
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(text, into)
}

// tell writes the outcome; the error is that requests failed.
func (l *load) tell(w io.Writer, restarts int) error {
	fmt.Fprintf(w, "%d restarts, %d requests, %d failed\n", restarts, l.made.Load(), len(l.failed))
	for _, one := range l.failed[:min(len(l.failed), 20)] {
		fmt.Fprintln(w, " ", one)
	}
	if len(l.failed) > 0 {
		return errors.New("requests failed")
	}
	return nil
}
