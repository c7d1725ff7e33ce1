package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"
)

// codes knows the codes that the server sent.
type codes interface {
	// code waits until one for phone, in bare digits, arrived, and takes it.
	code(ctx context.Context, phone string) (string, error)
	// forget drops those that nobody asked for.
	forget()
}

// sink plays Twilio's Messages resource, and a send_sms hook at /hook, and keeps
// the codes that come in. It takes whatever the server sends: it measures the
// server and does not judge it.
type sink struct {
	url string

	mu      sync.Mutex
	arrived map[string]string      // code by phone, until asked for
	waiting map[string]chan string // who asked before the code came
	taken   int
}

func newSink(url string) *sink {
	return &sink{url: url, arrived: map[string]string{}, waiting: map[string]chan string{}}
}

// serve answers on listener until stop is called.
func (s *sink) serve(listener net.Listener) (stop func()) {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /2010-04-01/Accounts/{account}/Messages.json", s.takeMessage)
	mux.HandleFunc("POST /hook", s.takeHook)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }() // ends with stop, and says so
	return func() { _ = server.Close() }       // what cannot be closed goes with the process
}

// digits of a code, as any template shows them: alone.
var digits = regexp.MustCompile(`\b[0-9]{6,10}\b`)

func (s *sink) takeMessage(w http.ResponseWriter, r *http.Request) {
	n := s.take(r.PostFormValue("To"), digits.FindString(r.PostFormValue("Body")))
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusCreated)
	_, _ = fmt.Fprintf(w, `{"sid":"SM%032x","status":"queued","error_code":null}`, n)
}

func (s *sink) takeHook(w http.ResponseWriter, r *http.Request) {
	var event struct {
		User struct{ Phone string }
		SMS  struct{ OTP, Phone string }
	}
	if err := json.NewDecoder(r.Body).Decode(&event); err != nil {
		http.Error(w, "no JSON", http.StatusBadRequest)
		return
	}
	phone := event.SMS.Phone
	if phone == "" {
		phone = event.User.Phone
	}
	s.take(phone, event.SMS.OTP)
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write([]byte("{}"))
}

// take keeps a code for phone, which may come with "whatsapp:" and "+".
func (s *sink) take(phone, code string) int {
	phone = phone[strings.LastIndexAny(phone, ":+")+1:]
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken++
	if waiting, ok := s.waiting[phone]; ok {
		delete(s.waiting, phone)
		waiting <- code
	} else {
		s.arrived[phone] = code
	}
	return s.taken
}

// patience is how long a code may take after the server said that it was sent.
const patience = 5 * time.Second

var errNoCode = errors.New("no code arrived")

func (s *sink) code(ctx context.Context, phone string) (string, error) {
	s.mu.Lock()
	if code, ok := s.arrived[phone]; ok {
		delete(s.arrived, phone)
		s.mu.Unlock()
		return code, nil
	}
	mine := make(chan string, 1) // so that take never waits for who gave up
	s.waiting[phone] = mine
	s.mu.Unlock()

	select {
	case code := <-mine:
		return code, nil
	case <-ctx.Done():
		return "", ctx.Err()
	case <-time.After(patience):
		return "", errNoCode
	}
}

func (s *sink) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.arrived)
	clear(s.waiting)
}

// inbox reads codes from the inbox page of development mode, which keeps the
// last 100 messages only.
type inbox struct {
	url  string
	http *http.Client
}

func (i *inbox) code(ctx context.Context, phone string) (string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, i.url+"?to="+url.QueryEscape("+"+phone), nil)
	if err != nil {
		return "", fmt.Errorf("make request: %w", err)
	}
	r.Header.Set("Accept", "application/json")
	res, err := i.http.Do(r)
	if err != nil {
		return "", err
	}
	defer func() { _ = res.Body.Close() }() // read to its end or of no use
	var page struct{ Messages []struct{ Code string } }
	if err := json.NewDecoder(res.Body).Decode(&page); err != nil {
		return "", fmt.Errorf("read inbox: %w", err)
	}
	if len(page.Messages) == 0 || page.Messages[0].Code == "" {
		return "", errNoCode
	}
	return page.Messages[0].Code, nil
}

func (i *inbox) forget() {} // the server does
