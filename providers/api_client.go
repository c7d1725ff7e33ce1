package providers

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"time"

	"phonelogin/models/phone"
)

// apiClient calls one carrier's HTTP API.
type apiClient struct {
	carrier string // in errors
	base    string // origin, with an optional path before the API's own
	timeout time.Duration
	client  *http.Client
}

func newAPIClient(carrier, base string, timeout time.Duration) *apiClient {
	return &apiClient{carrier: carrier, base: strings.TrimSuffix(base, "/"), timeout: timeout, client: &http.Client{
		Transport: newTransport(),
		// A redirect would send the message to an address that nobody configured.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// newTransport keeps more idle connections than the default of two. Sign-ins come
// in bursts to one host and would otherwise need a TLS handshake each.
func newTransport() *http.Transport {
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		ForceAttemptHTTP2:      true,
		MaxIdleConnsPerHost:    32,
		IdleConnTimeout:        90 * time.Second,
		MaxResponseHeaderBytes: maxAnswer,
	}
}

// apiRequest is one request to a carrier: a form, or a body of JSON.
type apiRequest struct {
	method string
	path   string
	form   url.Values
	body   []byte
	auth   func(*http.Request) error // writes the credentials; nil where they are in the form
}

// do sends q once, within the client's timeout. After an error on an established
// connection it is unknown whether the carrier processed the request; the Error is
// then Unsure.
func (c *apiClient) do(ctx context.Context, q apiRequest) (*reply, *Error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	connected := false
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connected = true }}
	r, err := q.build(httptrace.WithClientTrace(ctx, trace), c.base)
	if err != nil {
		return nil, newError(BadRequest, c.carrier+": the request cannot be made: check base_url")
	}
	res, err := c.client.Do(r)
	if err != nil {
		return nil, unanswered(c.carrier, err, connected)
	}
	return newReply(c.carrier, res), nil
}

func (q apiRequest) build(ctx context.Context, base string) (*http.Request, error) {
	body, kind := q.body, ""
	switch {
	case q.form != nil:
		body, kind = []byte(q.form.Encode()), "application/x-www-form-urlencoded"
	case q.body != nil:
		kind = "application/json"
	}
	r, err := http.NewRequestWithContext(ctx, q.method, base+q.path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	r.Header.Set("Accept", "application/json")
	if q.auth != nil {
		err = q.auth(r)
	}
	return r, err
}

// unanswered converts a transport error into an Error.
func unanswered(carrier string, err error, connected bool) *Error {
	switch {
	case errors.Is(err, context.Canceled):
		return noAnswer(carrier+": given up before an answer", connected)
	case errors.Is(err, context.DeadlineExceeded):
		return noAnswer(carrier+": no answer in time", connected)
	case connected:
		// The cause may quote the carrier, and so the message.
		return noAnswer(carrier+": connection lost before an answer", true)
	}
	// The request has not been sent, so the cause holds nothing of the message. The
	// url.Error around it may name the account and is dropped.
	var request *url.Error
	if errors.As(err, &request) {
		err = request.Err
	}
	return noAnswer(fmt.Sprintf("%s: no connection: %v", carrier, err), false)
}

func noAnswer(detail string, unsure bool) *Error {
	e := newError(NoAnswer, detail)
	e.Unsure = unsure
	return e
}

// smsAnd are the channels of a carrier that has SMS, and WhatsApp where it is enabled.
func smsAnd(whatsApp bool) []phone.Channel {
	if whatsApp {
		return []phone.Channel{phone.SMS, phone.WhatsApp}
	}
	return []phone.Channel{phone.SMS}
}

// onlySMS returns NotEnabled for every channel but SMS.
func onlySMS(carrier string, c phone.Channel) *Error {
	if c == phone.SMS {
		return nil
	}
	return newError(NotEnabled, fmt.Sprintf("%s: channel %q is not enabled", carrier, c))
}
