package providertest

import (
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"phonelogin/config"
)

// The account and the senders that the simulator accepts.
const (
	AccountSID = "AC0123456789abcdef0123456789abcdef"
	AuthToken  = "0123456789abcdef0123456789abcdef"
	ServiceSID = "MG0123456789abcdef0123456789abcdef"
	ContentSID = "HX0123456789abcdef0123456789abcdef"
	Number     = "+15005550006"
)

// Twilio simulates the Messages resource of Twilio's API 2010-04-01 for one
// account. It is safe for concurrent use.
type Twilio struct {
	URL string // the origin to use as base_url; empty when used as a plain handler

	stopped chan struct{} // ends the answers that hang

	mu       sync.Mutex
	messages []Sent // oldest first
	scripted []Answer
}

// Sent is a message from a request; missing values are empty.
type Sent struct {
	SID              string
	To               string // with "whatsapp:" in front on that channel
	From             string
	ServiceSID       string
	Body             string
	ContentSID       string
	ContentVariables string
	StatusCallback   string
}

// NewTwilio serves until the test ends.
func NewTwilio(t testing.TB) *Twilio {
	t.Helper()
	tw, stop, err := start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return tw
}

// start serves on a free port of 127.0.0.1 until stop is called.
func start() (tw *Twilio, stop func(), err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, fmt.Errorf("listen: %w", err)
	}
	tw = &Twilio{URL: "http://" + listener.Addr().String(), stopped: make(chan struct{})}
	server := &http.Server{Handler: tw, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }() // ends with stop, and says so
	return tw, func() {
		close(tw.stopped)
		_ = server.Close() // a listener that cannot be closed goes with the process
	}, nil
}

// Config returns settings for tw: WhatsApp enabled, a Messaging Service as the
// sender, no content template.
func (tw *Twilio) Config() config.Twilio {
	return config.Twilio{
		Enabled:           true,
		AccountSID:        AccountSID,
		AuthToken:         AuthToken,
		MessageServiceSID: ServiceSID,
		EnableWhatsApp:    true,
		BaseURL:           tw.URL,
		Timeout:           5 * time.Second,
	}
}

// Messages returns all accepted messages, newest first. The caller owns the slice.
func (tw *Twilio) Messages() []Sent {
	tw.mu.Lock()
	defer tw.mu.Unlock()
	newest := slices.Clone(tw.messages)
	slices.Reverse(newest)
	return newest
}

// Fail answers the next requests with answers, one each.
func (tw *Twilio) Fail(answers ...Answer) {
	tw.mu.Lock()
	defer tw.mu.Unlock()
	tw.scripted = append(tw.scripted, answers...)
}

// ServeHTTP accepts or refuses a message like Twilio.
func (tw *Twilio) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	m := Sent{
		To:               r.PostFormValue("To"),
		From:             r.PostFormValue("From"),
		ServiceSID:       r.PostFormValue("MessagingServiceSid"),
		Body:             r.PostFormValue("Body"),
		ContentSID:       r.PostFormValue("ContentSid"),
		ContentVariables: r.PostFormValue("ContentVariables"),
		StatusCallback:   r.PostFormValue("StatusCallback"),
	}
	if answer, ok := tw.nextScripted(); ok {
		answer(w, m, tw.stopped)
		return
	}
	if status, code := authorize(r); code != 0 {
		refuse(w, m, status, code)
		return
	}
	if r.Method == http.MethodGet {
		_, _ = fmt.Fprintf(w, `{"sid":%q,"status":"active"}`, AccountSID) // a client that left does not matter
		return
	}
	if code := m.fault(); code != 0 {
		refuse(w, m, http.StatusBadRequest, code)
		return
	}
	writeMessage(w, tw.keep(m), "accepted", nil)
}

func (tw *Twilio) nextScripted() (Answer, bool) {
	tw.mu.Lock()
	defer tw.mu.Unlock()
	if len(tw.scripted) == 0 {
		return nil, false
	}
	next := tw.scripted[0]
	tw.scripted = tw.scripted[1:]
	return next, true
}

func (tw *Twilio) keep(m Sent) Sent {
	tw.mu.Lock()
	defer tw.mu.Unlock()
	m.SID = fmt.Sprintf("SM%032x", len(tw.messages)+1)
	tw.messages = append(tw.messages, m)
	return m
}

// authorize checks path, method and credentials; code 0 means that they are right.
func authorize(r *http.Request) (status, code int) {
	account, ok := strings.CutPrefix(r.URL.Path, "/2010-04-01/Accounts/")
	account, resource, _ := strings.Cut(account, "/")
	wants := http.MethodPost
	if itself, found := strings.CutSuffix(account, ".json"); found && resource == "" {
		account, resource, wants = itself, "Messages.json", http.MethodGet // the account itself
	}
	if !ok || resource != "Messages.json" || !accountSID.MatchString(account) {
		return http.StatusNotFound, 20404
	}
	if r.Method != wants {
		return http.StatusMethodNotAllowed, 20004
	}
	user, password, _ := r.BasicAuth()
	if user != account || user != AccountSID || password != AuthToken {
		return http.StatusUnauthorized, 20003
	}
	return 0, 0
}
