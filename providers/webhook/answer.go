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
	TimedOut       Kind = "timed_out"        // nothing was heard in time
	Unreachable    Kind = "unreachable"      // no connection, after all tries
	CutOff         Kind = "cut_off"          // the connection broke before an answer
	Unavailable    Kind = "unavailable"      // the server says 429 or 503
	BadStatus      Kind = "bad_status"       // a status that is no answer
	BadContentType Kind = "bad_content_type" // an answer that is not JSON by its own words
	BadBody        Kind = "bad_body"         // an answer that cannot be read
	TooLarge       Kind = "too_large"        // an answer that is longer than any needs to be
)

// Error is a question without an answer. Its text quotes neither of them.
type Error struct {
	Kind        Kind
	Detail      string
	Unsure      bool          // the server may have done what it was asked for
	RetryAfter  time.Duration // how long the server wants to be left alone; 0 where it does not say
	Status      int           // of what was heard; 0 where nothing was
	ContentType string        // the header of the answer, with BadContentType; "" for none, and Detail is the media type in it
	Body        []byte        // the JSON that came with a status from 400 to 499; nil where none did
}

func (e *Error) Error() string { return string(e.Kind) + ": " + e.Detail }

// unanswered is what a failed request means: a question that found a connection
// may have been read. The request's own error names the address, whose query may
// hold a key.
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

// refused is an answer whose status says no. What the server says to it counts
// only where it says that the fault is ours: what comes with 500 may be anybody's
// words.
func refused(ctx context.Context, res *http.Response, kind Kind) *Error {
	failed := &Error{Kind: kind, Detail: strconv.Itoa(res.StatusCode), Unsure: true, Status: res.StatusCode}
	if res.StatusCode < 400 || res.StatusCode > 499 {
		return failed
	}
	if said, unread := read(ctx, res); unread == nil {
		failed.Body = said
	}
	return failed
}

// retryAfterOf is the wait that a server asks for, once as it stands and once as the
// pause before the next try; without one it is not asked again.
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

// maxRetryAfter bounds what a server may ask for: more is a mistake.
const maxRetryAfter = 24 * time.Hour

// read reads an answer.
func read(ctx context.Context, res *http.Response) ([]byte, *Error) {
	no := func(kind Kind, detail string) ([]byte, *Error) {
		return nil, &Error{Kind: kind, Detail: detail, Unsure: true, Status: res.StatusCode}
	}
	said := res.Header.Get("Content-Type")
	if kind, _, err := mime.ParseMediaType(said); err != nil || kind != "application/json" {
		_, failed := no(BadContentType, kind)
		failed.ContentType = said
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
