package reply

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"phonelogin/auth/refusal"
	"phonelogin/handlers/request"
)

// apiVersion is the date from which on errors have their newer form.
const apiVersion = "2024-01-01"

// wantsNewErrors reads the header X-Supabase-Api-Version: a later date counts as
// the newest one known, an unreadable one as none.
func wantsNewErrors(r *http.Request) bool {
	requested, err := time.Parse(time.DateOnly, r.Header.Get("X-Supabase-Api-Version"))
	return err == nil && requested.Format(time.DateOnly) >= apiVersion
}

// WeakPassword is why a password is weak (wire contract, sections 2 and 3.3).
type WeakPassword struct {
	Message string   `json:"message,omitempty"`
	Reasons []string `json:"reasons"`
}

// Weak is what the wire says of a password that does not keep some rules; nil for a strong one.
func Weak(broken []refusal.Weakness) *WeakPassword {
	if broken == nil {
		return nil
	}
	w := &WeakPassword{Message: weakness(broken)}
	for _, b := range broken {
		w.Reasons = append(w.Reasons, b.Rule)
	}
	return w
}

// Say writes an error in the form that the caller knows.
func Say(c echo.Context, err error) error {
	a := Of(err)
	TellWait(c, a.Status, err)
	header := c.Response().Header()
	if a.Code != "unknown" && !(a.Code == "weak_password" && wantsNewErrors(c.Request())) {
		header.Set("X-Sb-Error-Code", a.Code)
	}
	var weak *WeakPassword
	if refused, ok := asRefusal(err); ok {
		if weak = Weak(refused.Weak); weak != nil {
			weak.Message = "" // the error has it
		}
		if refused.Session != "" {
			header.Set("Sb-Auth-User-Id", refused.User)
			header.Set("Sb-Auth-Session-Id", refused.Session)
		}
		if refused.Rotated {
			header.Set("Sb-Auth-Refresh-Token-Rotated", "true")
		}
	}
	if wantsNewErrors(c.Request()) {
		header.Set("X-Supabase-Api-Version", apiVersion)
		return JSON(c, a.Status, struct {
			Code    string        `json:"code"`
			Message string        `json:"message"`
			Weak    *WeakPassword `json:"weak_password,omitempty"`
		}{a.Code, a.Message, weak})
	}
	body := struct {
		Code      int           `json:"code"`
		ErrorCode string        `json:"error_code"`
		Message   string        `json:"msg"`
		Weak      *WeakPassword `json:"weak_password,omitempty"`
		ErrorID   string        `json:"error_id,omitempty"`
	}{a.Status, a.Code, a.Message, weak, ""}
	if a.Status >= 500 {
		body.ErrorID = request.ID(c.Request().Context())
	}
	return JSON(c, a.Status, body)
}

// JSON writes a value as the wire contract has it: no line end.
func JSON(c echo.Context, status int, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	c.Response().Header().Set(echo.HeaderContentLength, strconv.Itoa(len(body)))
	return c.Blob(status, echo.MIMEApplicationJSON, body)
}
