package reply

import (
	"cmp"
	"context"
	"errors"
	"net/http"

	"phonelogin/auth/refusal"
	"phonelogin/handlers/request"
)

// Error is a refusal in the words of the JSON API (wire contract, section 2).
type Error struct {
	Status  int
	Code    string
	Message string
}

func (e *Error) Error() string { return e.Code + ": " + e.Message }

// New is an answer of one place alone, for which there is no reason in the domain.
func New(status int, code, message string) *Error { return &Error{status, code, message} }

// Invalid is the answer to a request with a wrong member or parameter.
func Invalid(message string) error {
	return New(http.StatusBadRequest, "validation_failed", message)
}

// Of is what the JSON API says to an error: what its endpoint says (see At), or else
// what all say. An outage is 503: after 500, clients of the wire contract throw their
// session away.
func Of(err error) Error {
	var known *Error
	var own *exception
	var unread request.BadJSON
	var large request.TooLarge
	refused, isRefusal := asRefusal(err)
	switch {
	case refusal.IsOutage(err):
		return Error{503, "unexpected_failure", "The service is unavailable at the moment, please try again later"}
	case errors.As(err, &known):
		return *known
	case errors.As(err, &own):
		return own.answer
	case isRefusal:
		return told(answers[refused.Reason], refused)
	case errors.As(err, &unread):
		return Error{400, "bad_json", "Could not parse request body as JSON: " + string(unread)}
	case errors.As(err, &large):
		return Error{413, "request_entity_too_large", large.Error()}
	case errors.Is(err, context.DeadlineExceeded):
		return Error{504, "request_timeout", "Processing this request timed out, please retry after a moment."}
	}
	return Error{500, "unexpected_failure", "Unexpected failure, please check server logs for more information"}
}

func asRefusal(err error) (*refusal.Refusal, bool) { return errors.AsType[*refusal.Refusal](err) }

// told is an answer with what is said to this very refusal.
func told(a Error, r *refusal.Refusal) Error {
	if a.Message == "" {
		a.Message = sentence(r)
	}
	switch r.Reason {
	case refusal.BadToken:
		if r.Kind == refusal.SubjectNotID {
			a.Status = http.StatusBadRequest
		}
	case refusal.HookRejected:
		a.Message = cmp.Or(r.Hook.Says, a.Message)
	case refusal.HookRefused:
		a.Status = cmp.Or(r.Hook.Wants, a.Status)
		if a.Status >= http.StatusInternalServerError {
			a.Code = "unexpected_failure"
		}
	}
	return a
}
