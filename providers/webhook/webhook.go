// Package webhook asks questions of a server of the operator's: JSON there and
// back, signed by Standard Webhooks.
package webhook

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// The limits of one question (wire contract, section 11).
const (
	Within     = 5 * time.Second // all tries together
	maxTries   = 3
	retryAfter = 2 * time.Second // where the server names no other wait
	maxAnswer  = 200 << 10       // bytes
)

// Endpoint is where questions go.
type Endpoint struct {
	url     string
	signers []*standardwebhooks.Webhook // none: questions are not signed
	client  *http.Client
	now     func() time.Time
	wait    func(ctx context.Context, d time.Duration) error
}

// New reads an endpoint. The error says what is wrong with its settings and
// quotes no secret.
func New(uri, secrets string, now func() time.Time) (*Endpoint, error) {
	if err := CheckURL(uri); err != nil {
		return nil, err
	}
	signers, err := readSecrets(secrets)
	if err != nil {
		return nil, err
	}
	client := &http.Client{
		// An answer from somewhere else is not the one that was asked for.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return &Endpoint{url: uri, signers: signers, client: client, now: now, wait: wait}, nil
}

// CheckURL refuses what no question may be sent to: people's numbers travel by
// https, or stay on this machine.
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

// CheckSecrets says what is wrong with the secrets of a hook.
func CheckSecrets(secrets string) error {
	_, err := readSecrets(secrets)
	return err
}

// Kind says why a question got no answer.
type Kind string

// The kinds of failure.
const (
	TimedOut       Kind = "timed_out"        // nothing was heard in time; the server may have acted
	Unreachable    Kind = "unreachable"      // no connection, after all tries
	Unavailable    Kind = "unavailable"      // the server says 429 or 503
	BadStatus      Kind = "bad_status"       // a status that is no answer
	BadContentType Kind = "bad_content_type" // an answer that is not JSON by its own words
	BadBody        Kind = "bad_body"         // an answer that cannot be read
)

// Error is a question without an answer. It quotes neither question nor answer.
type Error struct {
	Kind   Kind
	Detail string
}

func (e *Error) Error() string { return string(e.Kind) + ": " + e.Detail }

// Ask sends a question and gives the answer, nil for one without content. The id
// is the same for every try, so that the server can tell that it has seen a
// question. The error is an *Error.
func (e *Endpoint) Ask(ctx context.Context, id string, question []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, Within)
	defer cancel()
	for try := 1; ; try++ {
		answer, pause, err := e.try(ctx, id, question)
		if err == nil || pause == 0 {
			return answer, err
		}
		if try == maxTries || e.wait(ctx, pause) != nil {
			return nil, err
		}
	}
}

// try asks once. A pause tells that another try may help, and after how long.
func (e *Endpoint) try(ctx context.Context, id string, question []byte) (answer []byte, pause time.Duration, err error) {
	r, err := e.request(ctx, id, question)
	if err != nil {
		return nil, 0, &Error{Unreachable, "the request cannot be made"}
	}
	res, err := e.client.Do(r)
	if err != nil {
		return nil, pauseAfter(ctx, err), unanswered(ctx, err)
	}
	defer func() { _ = res.Body.Close() }() // what was read is all that is wanted
	switch res.StatusCode {
	case http.StatusNoContent:
		return nil, 0, nil
	case http.StatusOK, http.StatusAccepted:
		answer, err = read(ctx, res)
		return answer, 0, err
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		return nil, namedPause(res.Header.Get("Retry-After"), e.now()), &Error{Unavailable, strconv.Itoa(res.StatusCode)}
	}
	return nil, 0, &Error{BadStatus, strconv.Itoa(res.StatusCode)}
}

func (e *Endpoint) request(ctx context.Context, id string, question []byte) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, e.url, bytes.NewReader(question))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	return r, e.Sign(r, id, question)
}

// Sign writes the headers of Standard Webhooks for a body into a request.
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

// unanswered is what a failed request means. Its own error names the address,
// whose query may hold a key.
func unanswered(ctx context.Context, err error) *Error {
	var network net.Error
	if ctx.Err() != nil || errors.As(err, &network) && network.Timeout() {
		return &Error{TimedOut, "no answer in time"}
	}
	return &Error{Unreachable, "no connection"}
}

// pauseAfter allows another try where nothing was heard for want of a connection.
func pauseAfter(ctx context.Context, err error) time.Duration {
	if unanswered(ctx, err).Kind == Unreachable {
		return retryAfter
	}
	return 0
}

// namedPause is the wait that a server asks for; without one it is not asked
// again.
func namedPause(header string, now time.Time) time.Duration {
	if s, err := strconv.Atoi(header); err == nil && s >= 0 {
		return max(time.Duration(s)*time.Second, time.Millisecond)
	}
	if at, err := http.ParseTime(header); err == nil {
		return max(at.Sub(now), time.Millisecond)
	}
	return 0
}

func read(ctx context.Context, res *http.Response) ([]byte, error) {
	if said := res.Header.Get("Content-Type"); said == "" {
		return nil, &Error{BadContentType, "Invalid Content-Type: Missing Content-Type header"}
	} else if kind, _, err := mime.ParseMediaType(said); err != nil || kind != "application/json" {
		return nil, &Error{BadContentType, "Invalid JSON response. Received content-type: " + kind}
	}
	answer, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	switch {
	case err != nil && ctx.Err() != nil:
		return nil, &Error{TimedOut, "the answer took too long"}
	case err != nil:
		return nil, &Error{BadBody, "the answer ended early"}
	case len(answer) > maxAnswer:
		return nil, &Error{BadBody, fmt.Sprintf("the answer is longer than %d bytes", maxAnswer)}
	}
	return answer, nil
}

// wait passes time unless the question's time is up before.
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
