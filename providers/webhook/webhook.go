package webhook

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// The limits of one question (wire contract, section 11).
const (
	Timeout    = 5 * time.Second // all attempts together
	maxTries   = 3
	retryAfter = 2 * time.Second // when the server names no time
	MaxAnswer  = 200 << 10       // bytes

	// idle is how long a connection is kept for the next question. It is shorter
	// than the five seconds after which servers such as Node close it: a question
	// that is sent while the server closes the connection is lost, and it is
	// unknown whether the server read it.
	idle = 3 * time.Second
)

// Endpoint is the address of a hook and its keys.
type Endpoint struct {
	url     string
	signers []*standardwebhooks.Webhook // empty: questions are not signed
	client  *http.Client
	now     func() time.Time
	wait    func(ctx context.Context, d time.Duration) error
}

// New makes an endpoint. The error names what is wrong with the settings and quotes
// no secret.
func New(uri, secrets string, now func() time.Time) (*Endpoint, error) {
	if err := CheckURL(uri); err != nil {
		return nil, err
	}
	signers, err := readSecrets(secrets)
	if err != nil {
		return nil, err
	}
	transport := http.DefaultTransport.(*http.Transport).Clone() // the default's type is documented
	transport.IdleConnTimeout = idle
	client := &http.Client{
		Transport: transport,
		// A redirected answer would come from another server than the configured
		// one.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return &Endpoint{url: uri, signers: signers, client: client, now: now, wait: wait}, nil
}

// CheckURL refuses addresses that no question may be sent to. Numbers are sent over
// https, or to this machine.
func CheckURL(uri string) error {
	u, err := url.Parse(uri)
	switch {
	case err != nil || u.Host == "" || u.Fragment != "":
		return errors.New("is not a URL")
	case u.Scheme == "https":
		return nil
	case u.Scheme == "http" && isLocal(u.Hostname()):
		return nil
	case u.Scheme == "http":
		return errors.New("must be https; http is only for this machine")
	}
	return errors.New("must begin with https:// or pg-functions://")
}

func isLocal(host string) bool {
	return host == "localhost" || host == "127.0.0.1" || host == "::1" || host == "host.docker.internal"
}

// IsLocal reports whether the endpoint is on this machine.
func (e *Endpoint) IsLocal() bool {
	u, err := url.Parse(e.url) // CheckURL parsed it before
	return err == nil && isLocal(u.Hostname())
}

// readSecrets reads "v1,whsec_<base64>|…". The first one signs first, so that
// secrets can be rotated.
func readSecrets(secrets string) ([]*standardwebhooks.Webhook, error) {
	var signers []*standardwebhooks.Webhook
	if secrets == "" {
		return nil, nil
	}
	for secret := range strings.SplitSeq(secrets, "|") {
		if strings.HasPrefix(secret, "v1a,") {
			return nil, errors.New("asymmetric secrets (v1a) cannot sign questions: use v1,whsec_…")
		}
		key, found := strings.CutPrefix(secret, "v1,whsec_")
		if !found || len(key) < 32 || len(key) > 88 {
			return nil, errors.New("want v1,whsec_ and 32 to 88 characters of base64, several separated by |")
		}
		signer, err := standardwebhooks.NewWebhook(key)
		if err != nil {
			return nil, errors.New("has a secret that is not base64 after whsec_")
		}
		signers = append(signers, signer)
	}
	return signers, nil
}

// Ask sends a question and returns the answer, nil for one without content. Every
// attempt has the same id, so that the server can recognise a repetition. The error
// is an *Error.
func (e *Endpoint) Ask(ctx context.Context, id string, question []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, Timeout)
	defer cancel()
	unsure := false
	for try := 1; ; try++ {
		answer, pause, failed := e.try(ctx, id, question)
		if failed == nil {
			return answer, nil
		}
		unsure = unsure || failed.Unsure
		failed.Unsure = unsure
		if pause == 0 || try == maxTries || e.wait(ctx, pause) != nil {
			return nil, failed
		}
	}
}

// try makes one attempt. pause is the time before the next attempt when another one
// may help: when the server certainly did not act, or when a reused connection
// broke, which the server most likely had closed. It is 0 otherwise.
func (e *Endpoint) try(ctx context.Context, id string, question []byte) (answer []byte, pause time.Duration, failed *Error) {
	connected, reused := false, false
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(c httptrace.GotConnInfo) { connected, reused = true, c.Reused },
	})
	r, err := e.request(ctx, id, question)
	if err != nil {
		return nil, 0, &Error{Kind: Unreachable, Detail: "the request cannot be made"}
	}
	res, err := e.client.Do(r)
	if err != nil {
		failed = unanswered(ctx, err, connected)
		switch {
		case failed.Kind == Unreachable:
			pause = retryAfter
		case failed.Kind == CutOff && reused:
			pause = time.Millisecond
		}
		return nil, pause, failed
	}
	defer func() { _ = res.Body.Close() }() // the body is read already
	return e.answer(ctx, res)
}

// answer converts a response.
func (e *Endpoint) answer(ctx context.Context, res *http.Response) (answer []byte, pause time.Duration, failed *Error) {
	switch res.StatusCode {
	case http.StatusNoContent:
		return nil, 0, nil
	case http.StatusOK, http.StatusAccepted:
		answer, failed = read(ctx, res)
		return answer, 0, failed
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		failed = refused(ctx, res, Unavailable)
		pause, failed.RetryAfter = retryAfterOf(res.Header.Get("Retry-After"), e.now())
		// A busy server did not act. But a 503 without a time may come from a proxy
		// whose server failed in the middle of the request.
		failed.Unsure = res.StatusCode == http.StatusServiceUnavailable && pause == 0
		return nil, pause, failed
	}
	return nil, 0, refused(ctx, res, BadStatus)
}

func (e *Endpoint) request(ctx context.Context, id string, question []byte) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, e.url, bytes.NewReader(question))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	return r, e.Sign(r, id, question)
}

// Sign adds the headers of Standard Webhooks to a request with the given body.
func (e *Endpoint) Sign(r *http.Request, id string, body []byte) error {
	at := e.now()
	var signatures []string
	for _, s := range e.signers {
		signature, err := s.Sign(id, at, body)
		if err != nil {
			return fmt.Errorf("sign: %w", err)
		}
		signatures = append(signatures, signature)
	}
	r.Header.Set(standardwebhooks.HeaderWebhookID, id)
	r.Header.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(at.Unix(), 10))
	r.Header.Set(standardwebhooks.HeaderWebhookSignature, strings.Join(signatures, " "))
	return nil
}

// wait waits for d, or returns an error when ctx ends before.
func wait(ctx context.Context, d time.Duration) error {
	if end, ok := ctx.Deadline(); ok && time.Until(end) < d {
		return context.DeadlineExceeded
	}
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
