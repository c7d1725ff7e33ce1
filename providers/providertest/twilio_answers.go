package providertest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Answer writes the answer to a request for m. It returns at the latest when
// stopped is closed.
type Answer func(w http.ResponseWriter, m Sent, stopped <-chan struct{})

// Refuse answers with an error that quotes the number and the body of the message,
// so that tests can check that nobody repeats them.
func Refuse(status, code int) Answer {
	return func(w http.ResponseWriter, m Sent, _ <-chan struct{}) { refuse(w, m, status, code) }
}

// TooMany refuses because the account sends too fast.
func TooMany(retryAfter time.Duration) Answer {
	return func(w http.ResponseWriter, m Sent, _ <-chan struct{}) {
		w.Header().Set("Retry-After", strconv.Itoa(int(retryAfter.Seconds())))
		refuse(w, m, http.StatusTooManyRequests, 20429)
	}
}

// Undelivered accepts the message with 201 and a failure in the same answer: status
// is "failed" or "undelivered", code an int or a string.
func Undelivered(status string, code any) Answer {
	return func(w http.ResponseWriter, m Sent, _ <-chan struct{}) {
		m.SID = fmt.Sprintf("SM%032x", 0)
		writeMessage(w, m, status, code)
	}
}

// Page answers with HTML, like a gateway in front of an API. It quotes the number
// and the body of the message.
func Page(status int) Answer {
	return func(w http.ResponseWriter, m Sent, _ <-chan struct{}) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(status)
		_, _ = fmt.Fprintf(w, "<html><body>%s: %s %s</body></html>", http.StatusText(status), m.To, m.Body)
	}
}

// BrokenJSON accepts the message with 201 and an incomplete body.
func BrokenJSON() Answer {
	return func(w http.ResponseWriter, _ Sent, _ <-chan struct{}) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusCreated)
		_, _ = w.Write([]byte(`{"sid": "SM0000000000000000`))
	}
}

// Endless accepts the message with 201 and sends until the caller hangs up.
func Endless() Answer {
	return func(w http.ResponseWriter, _ Sent, _ <-chan struct{}) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusCreated)
		_, _ = w.Write([]byte(`{"body": "`))
		for chunk := strings.Repeat("a", 1<<20); ; {
			if _, err := w.Write([]byte(chunk)); err != nil {
				return
			}
		}
	}
}

// Redirect answers with 307 and another address.
func Redirect(url string) Answer {
	return func(w http.ResponseWriter, _ Sent, _ <-chan struct{}) {
		w.Header().Set("Location", url)
		w.WriteHeader(http.StatusTemporaryRedirect)
	}
}

// Hang gives no answer until the simulator stops.
func Hang() Answer {
	return func(_ http.ResponseWriter, _ Sent, stopped <-chan struct{}) { <-stopped }
}

// Drop closes the connection without an answer.
func Drop() Answer {
	return func(http.ResponseWriter, Sent, <-chan struct{}) { panic(http.ErrAbortHandler) }
}

func refuse(w http.ResponseWriter, m Sent, status, code int) {
	writeJSON(w, status, map[string]any{
		"code":      code,
		"message":   fmt.Sprintf("Refused %q to %q", m.Body+m.ContentVariables, m.To),
		"more_info": fmt.Sprintf("https://www.twilio.com/docs/errors/%d", code),
		"status":    status,
	})
}

// writeMessage writes a new Message resource: without price, segments or date.
func writeMessage(w http.ResponseWriter, m Sent, status string, errorCode any) {
	now := time.Now().UTC().Format(time.RFC1123Z)
	uri := "/2010-04-01/Accounts/" + AccountSID + "/Messages/" + m.SID
	writeJSON(w, http.StatusCreated, map[string]any{
		"account_sid":           AccountSID,
		"api_version":           "2010-04-01",
		"body":                  m.Body,
		"date_created":          now,
		"date_sent":             nil,
		"date_updated":          now,
		"direction":             "outbound-api",
		"error_code":            errorCode,
		"error_message":         nil,
		"from":                  orNull(m.From),
		"messaging_service_sid": orNull(m.ServiceSID),
		"num_media":             "0",
		"num_segments":          "0",
		"price":                 nil,
		"price_unit":            nil,
		"sid":                   m.SID,
		"status":                status,
		"subresource_uris":      map[string]string{"media": uri + "/Media.json"},
		"to":                    m.To,
		"uri":                   uri + ".json",
	})
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json;charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the caller has gone, if anything
}
