package providers

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"

	"github.com/twilio/twilio-go/client"
)

// twilioCall carries one request of twilio-go. It adds a context and the configured
// address, which the library cannot, and keeps the answer.
type twilioCall struct {
	ctx  context.Context
	base string // origin, with an optional path before the API's own
	next http.RoundTripper

	connected bool // Twilio may have received the message
	answer    *reply
}

// RoundTrip sends r and records what came back.
func (c *twilioCall) RoundTrip(r *http.Request) (*http.Response, error) {
	base, err := url.Parse(c.base)
	if err != nil {
		return nil, fmt.Errorf("read base_url: %w", err)
	}
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { c.connected = true }}
	r = r.Clone(httptrace.WithClientTrace(c.ctx, trace))
	r.URL.Scheme, r.URL.Host, r.Host = base.Scheme, base.Host, ""
	r.URL.Path = strings.TrimSuffix(base.Path, "/") + r.URL.Path

	res, err := c.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	c.answer = newReply("twilio", res)
	res.Body = io.NopCloser(bytes.NewReader(c.answer.body))
	return res, nil
}

// unanswered converts an error for which no answer was recorded.
func (c *twilioCall) unanswered(err error) *Error {
	var refused *client.TwilioRestError
	if errors.As(err, &refused) { // the library itself refused the account id or the token
		e := newError(BadCredentials, fmt.Sprintf("twilio: not sent, code %d", refused.Code))
		e.Code = codeText(refused.Code)
		return e
	}
	return unanswered("twilio", err, c.connected)
}
