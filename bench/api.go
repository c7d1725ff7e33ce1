package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// api speaks the phone part of the Supabase Auth API.
type api struct {
	base string // with /auth/v1
	key  string
	http *http.Client
}

func newAPI(origin, key string) *api {
	return &api{
		base: strings.TrimSuffix(origin, "/") + "/auth/v1",
		key:  key,
		http: &http.Client{
			Timeout: 30 * time.Second,
			// Every client keeps its connection, as an app does.
			Transport: &http.Transport{MaxIdleConnsPerHost: 4096, IdleConnTimeout: time.Minute},
		},
	}
}

// session is what a sign-in yields.
type session struct {
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token"`
}

// refusal is an answer that is no success.
type refusal struct {
	status int
	code   string // error_code of the answer, where it has one
}

func (r *refusal) Error() string { return strings.TrimSpace(strconv.Itoa(r.status) + " " + r.code) }

func (a *api) otp(ctx context.Context, phone string) error {
	return a.do(ctx, http.MethodPost, "/otp", "", map[string]string{"phone": phone}, nil)
}

func (a *api) verify(ctx context.Context, phone, code string) (session, error) {
	var s session
	err := a.do(ctx, http.MethodPost, "/verify", "",
		map[string]string{"type": "sms", "phone": phone, "token": code}, &s)
	return s, whole(s, err)
}

func (a *api) refresh(ctx context.Context, token string) (session, error) {
	var s session
	err := a.do(ctx, http.MethodPost, "/token?grant_type=refresh_token", "",
		map[string]string{"refresh_token": token}, &s)
	return s, whole(s, err)
}

func (a *api) user(ctx context.Context, accessToken string) error {
	return a.do(ctx, http.MethodGet, "/user", accessToken, nil, nil)
}

// whole lets no success pass that signs nobody in.
func whole(s session, err error) error {
	if err == nil && (s.AccessToken == "" || s.RefreshToken == "") {
		return errors.New("a session without tokens")
	}
	return err
}

// do sends one request and reads the whole answer, into answer unless that is
// nil. Any status but 200 is a *refusal.
func (a *api) do(ctx context.Context, method, path, bearer string, body, answer any) error {
	r, err := a.request(ctx, method, path, body)
	if err != nil {
		return fmt.Errorf("make request: %w", err)
	}
	if bearer != "" {
		r.Header.Set("Authorization", "Bearer "+bearer)
	}
	res, err := a.http.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }() // read to its end below
	got, err := io.ReadAll(res.Body)
	if err != nil {
		return fmt.Errorf("read answer: %w", err)
	}
	if res.StatusCode != http.StatusOK {
		return refused(res.StatusCode, got)
	}
	if answer == nil {
		return nil
	}
	if err := json.Unmarshal(got, answer); err != nil {
		return fmt.Errorf("read answer: %w", err)
	}
	return nil
}

// request has body as JSON, or none where body is nil.
func (a *api) request(ctx context.Context, method, path string, body any) (*http.Request, error) {
	var payload io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		payload = bytes.NewReader(text)
	}
	r, err := http.NewRequestWithContext(ctx, method, a.base+path, payload)
	if err != nil {
		return nil, err
	}
	r.Header.Set("apikey", a.key)
	r.Header.Set("X-Forwarded-For", someAddress())
	r.Header.Set("User-Agent", userAgent)
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	return r, nil
}

// userAgent is that of a browser: servers store it, and it is longer than Go's own.
const userAgent = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36"

// someAddress is one of 65,536, of a private network: people have different ones,
// and a server that limits requests by address would answer one driver with 429.
func someAddress() string {
	n := rand.Uint32N(1 << 16)
	return fmt.Sprintf("10.66.%d.%d", n>>8, n&0xff)
}

func refused(status int, body []byte) *refusal {
	var wire struct {
		Code string `json:"error_code"`
	}
	// An answer that is no JSON object is counted by its status alone.
	_ = json.Unmarshal(body, &wire)
	return &refusal{status: status, code: wire.Code}
}

// numbers hands out phone numbers: +1 555 and seven digits, which belong to nobody.
// It is safe for concurrent use.
type numbers struct {
	last   atomic.Uint64
	people uint64 // after whom the first comes again
}

// allNumbers are as many as there are.
const allNumbers = 10_000_000

// newNumbers are those of so many people, the same in every run. 0 are all, each
// once, from anywhere: a second run on the same database meets new numbers.
func newNumbers(people uint64) *numbers {
	n := &numbers{people: people}
	if people == 0 {
		n.people = allNumbers
		n.last.Store(rand.Uint64N(allNumbers))
	}
	return n
}

// next is a number as bare digits, as the API returns them.
func (n *numbers) next() string {
	return fmt.Sprintf("1555%07d", n.last.Add(1)%n.people)
}
