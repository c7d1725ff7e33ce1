package webhook

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"
)

var asHTML = map[string]string{"Content-Type": "text/html"}

// Only a server that was not reached, or that is busy, certainly did nothing.
func TestAFailureTellsWhetherTheServerMayHaveActed(t *testing.T) {
	const no = `{"error":{"message":"no"}}`
	for _, tt := range []struct {
		name   string
		answer scripted
		unsure bool
		said   string
		after  time.Duration
	}{
		{"created", scripted{201, asJSON, "{}"}, true, "", 0},
		{"plain text", scripted{200, map[string]string{"Content-Type": "text/plain"}, "ok"}, true, "", 0},
		{"a page", scripted{200, asHTML, "<p>sent"}, true, "", 0},
		{"a fault", scripted{500, asJSON, no}, true, "", 0},
		{"a gateway", scripted{502, asHTML, "<p>no"}, true, "", 0},
		{"elsewhere", scripted{307, map[string]string{"Location": "/"}, ""}, true, "", 0},
		{"refused without words", scripted{status: 401}, true, "", 0},
		{"refused with a page", scripted{404, asHTML, "<p>no"}, true, "", 0},
		{"refused in words", scripted{403, asJSON, no}, true, no, 0},
		{"busy", scripted{status: 429}, false, "", 0},
		{"busy in words", scripted{429, map[string]string{"Content-Type": "application/json", "Retry-After": "600"}, no}, false, no, 10 * time.Minute},
		{"busy for longer than can be meant", scripted{429, map[string]string{"Retry-After": "99999999999"}, ""}, false, "", 24 * time.Hour},
		{"busy until a time that is over", scripted{429, map[string]string{"Retry-After": "Mon, 02 Jan 2006 15:04:05 GMT"}, ""}, false, "", 0},
		{"down for a time", scripted{503, map[string]string{"Retry-After": "60"}, ""}, false, "", time.Minute},
		{"down", scripted{status: 503}, true, "", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			url, _ := server(t, tt.answer)
			e, _ := endpoint(t, url, one)
			_, err := e.Ask(t.Context(), "id", []byte(`{}`))
			var failed *Error
			if !errors.As(err, &failed) {
				t.Fatalf("got %v", err)
			}
			if failed.Unsure != tt.unsure || string(failed.Body) != tt.said || failed.RetryAfter != tt.after {
				t.Errorf("got unsure %v, %q, %v; want %v, %q, %v",
					failed.Unsure, failed.Body, failed.RetryAfter, tt.unsure, tt.said, tt.after)
			}
		})
	}
}

func TestAServerThatBreaksOffIsNotAskedAgain(t *testing.T) {
	asked := 0
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		asked++
		panic(http.ErrAbortHandler) // it may have sent by now
	}))
	t.Cleanup(s.Close)
	e, _ := endpoint(t, s.URL, one)
	_, err := e.Ask(t.Context(), "id", []byte(`{}`))
	var failed *Error
	if !errors.As(err, &failed) || failed.Kind != CutOff || !failed.Unsure || asked != 1 {
		t.Errorf("got %v after %d tries, want %s after one", err, asked, CutOff)
	}
}

func TestTimeThatRunsOutBeforeAConnectionIsNoDoubt(t *testing.T) {
	e, _ := endpoint(t, "http://127.0.0.1:1", one)
	e.client.Transport = &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err := e.Ask(ctx, "id", nil)
	var failed *Error
	if !errors.As(err, &failed) || failed.Kind != TimedOut || failed.Unsure {
		t.Errorf("got %+v", failed)
	}
}

// A connection that breaks after earlier use was most likely closed by the server,
// such as by a restart.
func TestAConnectionThatWasClosedMeanwhileIsReplaced(t *testing.T) {
	var asked atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if asked.Add(1) == 2 {
			panic(http.ErrAbortHandler)
		}
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(s.Close)
	e, _ := endpoint(t, s.URL, one)
	for range 2 {
		if _, err := e.Ask(t.Context(), "id", []byte(`{}`)); err != nil {
			t.Error(err)
		}
	}
	if n := asked.Load(); n != 3 {
		t.Errorf("asked %d times, want 3", n)
	}

	s.CloseClientConnections()
	s.Close()
	_, err := e.Ask(t.Context(), "id", []byte(`{}`))
	var failed *Error
	if !errors.As(err, &failed) || failed.Kind != Unreachable {
		t.Errorf("got %v, want %s", err, Unreachable)
	}
}
