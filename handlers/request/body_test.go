package request

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"phonelogin/auth"
)

// sent is a body as a route reads it.
type sent struct {
	Phone   string        `json:"phone"`
	Email   string        `json:"email"`
	Channel string        `json:"channel"`
	Data    auth.Metadata `json:"data"`
}

// Whatever a body holds, it is read or refused as JSON that cannot be read; what
// is read is what any other reader would read.
func FuzzUnmarshal(f *testing.F) {
	for _, seed := range []string{
		`{"phone":"+4915112345678","data":{"plan":"free"},"create_user":false}`, `{}`, `null`, `[]`, `1e400`, ``, `{"a":`,
		`{"phone":"a\u0000"}`, `{"phone":"1","PHONE":"2"}`, `{"data":{"a":[{"b":1},{"b":2}]}}`, "{\"phone\":\"\xff\"}",
		`{"data":{"n":123456789012345678901234567890}}`, `{"phone":"\ud800"}`, strings.Repeat(`{"data":`, 70) + "1" + strings.Repeat("}", 70),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var got sent
		err := unmarshal(body, &got)
		var unread BadJSON
		if err != nil {
			if !errors.As(err, &unread) || unread == "" {
				t.Fatalf("unmarshal(%q): got %#v, want badJSON", body, err)
			}
			return
		}
		var plain sent
		if err := json.Unmarshal(body, &plain); err != nil {
			t.Fatalf("unmarshal(%q) took what encoding/json refuses: %v", body, err)
		}
		if got.Phone != plain.Phone || got.Channel != plain.Channel || len(got.Data) != len(plain.Data) {
			t.Errorf("unmarshal(%q) = %+v, want %+v", body, got, plain)
		}
		if strings.ContainsRune(got.Phone+got.Email+got.Channel, 0) {
			t.Errorf("unmarshal(%q) let a zero pass", body)
		}
		if _, err := json.Marshal(got.Data); err != nil {
			t.Errorf("unmarshal(%q): data cannot be stored: %v", body, err)
		}
	})
}
