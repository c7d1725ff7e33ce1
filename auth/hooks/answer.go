package hooks

import (
	"cmp"
	"encoding/json"
	"time"

	"phonelogin/auth/refusal"
	"phonelogin/providers/webhook"
)

// refusalIn returns the refusal in a hook's answer, if there is one. status is used
// for a refusal without one; 0 means none.
func refusalIn(h *hook, answer []byte, status int) (*refusal.Refusal, error) {
	var no struct {
		Error struct {
			HTTPCode json.Number `json:"http_code"` // some hooks write it as a string
			Message  string      `json:"message"`
		} `json:"error"`
	}
	if err := json.Unmarshal(answer, &no); err != nil || no.Error.Message == "" {
		return nil, err
	}
	if code, err := no.Error.HTTPCode.Int64(); err == nil && code >= 400 && code <= 599 {
		status = int(code)
	}
	return h.refused(refusal.HookRefused, refusal.Hook{Says: no.Error.Message, Wants: status}), nil
}

// refused makes a refusal that is about the hook.
func (h *hook) refused(reason refusal.Reason, about refusal.Hook) *refusal.Refusal {
	about.Name = h.name
	return &refusal.Refusal{Reason: reason, Hook: &about}
}

// badAnswer refuses an unusable answer.
func badAnswer(h *hook, kind refusal.Kind) error {
	r := h.refused(refusal.HookFailed, refusal.Hook{})
	r.Kind, r.Unsure = kind, true
	return r
}

// tryAgain is the wait after a hook gave no answer and no time: most are back
// within seconds.
const tryAgain = 5 * time.Second

// busyStatus is the status of a hook that is asked too often (RFC 6585, section 4).
const busyStatus = 429

// unanswered converts a failure of a hook into a refusal.
func unanswered(h *hook, cause *webhook.Error) error {
	if no, err := refusalIn(h, cause.Body, cause.Status); err == nil && no != nil {
		no.RetryAfter = cause.RetryAfter
		if no.Hook.Wants == busyStatus {
			no.RetryAfter = cmp.Or(no.RetryAfter, tryAgain)
		}
		return no
	}
	r := h.refused("", refusal.Hook{})
	r.RetryAfter, r.Unsure = cause.RetryAfter, cause.Unsure
	switch cause.Kind {
	case webhook.TimedOut:
		r.Reason, r.RetryAfter, r.Hook.Had = refusal.HookTimedOut, tryAgain, webhook.Timeout
	case webhook.Unreachable:
		r.Reason, r.RetryAfter = refusal.HookUnreachable, tryAgain
	case webhook.BadContentType:
		r.Reason, r.Hook.ContentType = refusal.HookContentType, cause.Detail
		if cause.ContentType == "" {
			r.Kind = refusal.NoContentType
		}
	case webhook.TooLarge:
		r.Reason, r.Hook.Most = refusal.HookTooLarge, webhook.MaxAnswer
	case webhook.Unavailable:
		r.Reason, r.RetryAfter = refusal.HookBusy, cmp.Or(cause.RetryAfter, tryAgain)
	case webhook.BadStatus:
		r.Reason, r.Kind, r.Hook.Answered = refusal.HookFailed, refusal.StrangeStatus, cause.Detail
	case webhook.BadBody:
		r.Reason, r.Kind = refusal.HookFailed, refusal.HalfAnswer
	default: // webhook.CutOff
		r.Reason, r.Kind = refusal.HookFailed, refusal.CutOff
	}
	return r
}
