package webhook

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"strconv"
	"time"
)

// Kind says why a question got no answer.
type Kind string

// The kinds of failure.
const (
	TimedOut       Kind = "timed_out"        // no answer in time
	Unreachable    Kind = "unreachable"      // no connection, after all attempts
	CutOff         Kind = "cut_off"          // the connection broke before an answer
	Unavailable    Kind = "unavailable"      // the server answered 429 or 503
	BadStatus      Kind = "bad_status"       // a status other than success
	BadContentType Kind = "bad_content_type" // the Content-Type is not JSON
	BadBody        Kind = "bad_body"         // the answer cannot be read
	TooLarge       Kind = "too_large"        // the answer is too long
)

// Error is a question without a usable answer. Its text quotes neither question nor
// answer.
type Error struct {
	Kind        Kind
	Detail      string
	Unsure      bool          // the server may have acted
	RetryAfter  time.Duration // the server's Retry-After; 0 for none
	Status      int           // HTTP status; 0 without an answer
	ContentType string        // the header of the answer, with BadContentType; "" for none, and Detail is the media type in it
	Body        []byte        // the JSON of an answer with a status from 400 to 499, else nil
}

func (e *Error) Error() string {
	if e.Kind == BadContentType && e.ContentType == "" {
		return string(e.Kind) + ": the answer names none"
	}
	return string(e.Kind) + ": " + e.Detail
}

// unanswered converts a transport error. The server may have read a question that
// was sent on an established connection. The transport's error is dropped: it names
// the address, whose query may hold a key.
func unanswered(ctx context.Context, err error, connected bool) *Error {
	var network net.Error
	switch {
	case ctx.Err() != nil || errors.As(err, &network) && network.Timeout():
		return &Error{Kind: TimedOut, Detail: "no answer in time", Unsure: connected}
	case connected:
		return &Error{Kind: CutOff, Detail: "the connection broke before an answer", Unsure: true}
	}
	return &Error{Kind: Unreachable, Detail: "no connection"}
}

// refused converts an answer with a status other than success. Its body counts only
// with a status of 4xx, when the server blames the question: the body of a 500 may
// come from anywhere.
func refused(ctx context.Context, res *http.Response, kind Kind) *Error {
	failed := &Error{Kind: kind, Detail: strconv.Itoa(res.StatusCode), Unsure: true, Status: res.StatusCode}
	if res.StatusCode < 400 || res.StatusCode > 499 {
		return failed
	}
	if body, unread := read(ctx, res); unread == nil {
		failed.Body = body
	}
	return failed
}

// retryAfterOf reads Retry-After: named is the wait that the server asks for, pause
// the one before the next attempt. Without the header both are 0, and there is no
// next attempt.
func retryAfterOf(header string, now time.Time) (pause, named time.Duration) {
	if s, err := strconv.Atoi(header); err == nil && s >= 0 {
		named = time.Duration(min(s, int(maxRetryAfter.Seconds()))) * time.Second
		return max(named, time.Millisecond), named
	}
	if at, err := http.ParseTime(header); err == nil {
		named = min(max(at.Sub(now), 0), maxRetryAfter)
		return max(named, time.Millisecond), named
	}
	return 0, 0
}

// maxRetryAfter is the longest wait that is believed.
const maxRetryAfter = 24 * time.Hour

// read reads an answer.
func read(ctx context.Context, res *http.Response) ([]byte, *Error) {
	no := func(kind Kind, detail string) ([]byte, *Error) {
		return nil, &Error{Kind: kind, Detail: detail, Unsure: true, Status: res.StatusCode}
	}
	header := res.Header.Get("Content-Type")
	if kind, _, err := mime.ParseMediaType(header); err != nil || kind != "application/json" {
		_, failed := no(BadContentType, kind)
		failed.ContentType = header
		return nil, failed
	}
	answer, err := io.ReadAll(io.LimitReader(res.Body, MaxAnswer+1))
	switch {
	case err != nil && ctx.Err() != nil:
		return no(TimedOut, "the answer took too long")
	case err != nil:
		return no(BadBody, "the answer ended early")
	case len(answer) > MaxAnswer:
		return no(TooLarge, fmt.Sprintf("more than %d bytes", MaxAnswer))
	}
	return answer, nil
}
