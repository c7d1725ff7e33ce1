package hooks

import (
	"cmp"
	"encoding/json"
	"fmt"
	"time"

	"phonelogin/auth/refusal"
	"phonelogin/providers/webhook"
)

// refusalIn is the refusal in what a hook said, if there is one. status is that
// of a refusal that names none.
func refusalIn(said []byte, status int) (*refusal.Refusal, error) {
	var no struct {
		Error struct {
			HTTPCode json.Number `json:"http_code"` // some hooks write it as a string
			Message  string      `json:"message"`
		} `json:"error"`
	}
	if err := json.Unmarshal(said, &no); err != nil || no.Error.Message == "" {
		return nil, err
	}
	if code, err := no.Error.HTTPCode.Int64(); err == nil && code >= 400 && code <= 599 {
		status = int(code)
	}
	return &refusal.Refusal{Reason: refusal.HookRefused, Status: status, Detail: no.Error.Message}, nil
}

// badAnswer refuses an answer that tells nothing.
func badAnswer(h *hook, detail string) error {
	return &refusal.Refusal{Reason: refusal.HookFailed, Detail: "The " + h.name + " hook failed: " + detail, Unsure: true}
}

// tryAgain is when to ask a hook again that gave no answer and named no time: most
// are back within seconds.
const tryAgain = 5 * time.Second

// busyStatus is the status with which a hook says that it is asked too often (RFC
// 6585, section 4).
const busyStatus = 429

// unanswered is the refusal that a failure of a hook means.
func unanswered(h *hook, cause *webhook.Error) error {
	if no, err := refusalIn(cause.Said, cause.Status); err == nil && no != nil {
		no.RetryAfter = cause.RetryAfter
		if no.Status == busyStatus {
			no.RetryAfter = cmp.Or(no.RetryAfter, tryAgain)
		}
		return no
	}
	r := &refusal.Refusal{RetryAfter: cause.RetryAfter, Unsure: cause.Unsure}
	switch cause.Kind {
	case webhook.TimedOut:
		r.Reason, r.RetryAfter = refusal.HookTimedOut, tryAgain
		r.Detail = fmt.Sprintf("Failed to reach hook within maximum time of %f seconds", webhook.Within.Seconds())
	case webhook.Unreachable:
		r.Reason, r.RetryAfter = refusal.HookUnreachable, tryAgain
		r.Detail = "Failed to reach hook after maximum retries"
	case webhook.BadContentType:
		r.Reason, r.Detail = refusal.HookContentType, cause.Detail
	case webhook.TooLarge:
		r.Reason, r.Detail = refusal.HookTooLarge, cause.Detail
	case webhook.Unavailable:
		r.Reason, r.RetryAfter = refusal.HookBusy, cmp.Or(cause.RetryAfter, tryAgain)
		r.Detail = "Service currently unavailable due to hook"
	case webhook.BadStatus:
		r.Reason, r.Detail = refusal.HookFailed, "Unexpected status code returned from hook: "+cause.Detail
	default:
		r.Reason, r.Detail = refusal.HookFailed, "The "+h.name+" hook failed: "+cause.Detail
	}
	return r
}
