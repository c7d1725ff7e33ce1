package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/auth/admin"
	"phonelogin/auth/otp"
	"phonelogin/handlers/reply"
)

// timelineAnswer is what happened to a number. The verdict comes first.
type timelineAnswer struct {
	Number  string          `json:"number"` // masked: who asks knows it
	Since   time.Time       `json:"since"`
	Verdict timelineVerdict `json:"verdict"`
	Events  []timelineEvent `json:"events"`
}

type timelineVerdict struct {
	Is   string `json:"is"`
	Says string `json:"says"`
}

type timelineEvent struct {
	At       time.Time    `json:"at"`
	Until    time.Time    `json:"until"`
	Times    int          `json:"times"`
	Kind     string       `json:"kind"`
	Purpose  otp.Purpose  `json:"purpose,omitempty"`
	Channel  auth.Channel `json:"channel,omitempty"`
	Provider string       `json:"provider,omitempty"`
	State    string       `json:"state,omitempty"`
	Reason   string       `json:"reason,omitempty"`
	Code     string       `json:"code,omitempty"`
	Detail   string       `json:"detail,omitempty"`
	Says     string       `json:"says"`
}

// ShowTimeline is GET /admin/numbers/:number/timeline. The number may stand in the
// path, because servers call this and the log names the route only.
func (h *AdminHandlers) ShowTimeline(c echo.Context, _ admin.Admin) error {
	phone, err := auth.ParseWirePhone(c.Param("number"))
	if err != nil {
		return err
	}
	t, err := h.timelines.Of(c.Request().Context(), phone)
	if err != nil {
		return err
	}
	answer := timelineAnswer{
		Number: t.Number, Since: t.Since, Verdict: timelineVerdict{Is: t.Verdict.Name, Says: t.Verdict.Text}, Events: make([]timelineEvent, len(t.Events)),
	}
	for i, e := range t.Events {
		answer.Events[i] = timelineEvent{
			At: e.At.UTC(), Until: e.Until.UTC(), Times: e.Times, Kind: e.Kind, Purpose: e.Purpose, Channel: e.Channel,
			Provider: e.Provider, State: e.State, Reason: e.Reason, Code: e.Code, Detail: e.Detail, Says: e.Text,
		}
	}
	return reply.JSON(c, http.StatusOK, answer)
}
