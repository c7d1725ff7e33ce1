package reply

import (
	"context"
	"errors"

	"phonelogin/auth/refusal"
	"phonelogin/handlers/request"
)

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
		return answerTo(answers[refused.Reason], refused)
	case errors.As(err, &unread):
		return Error{400, "bad_json", "Could not parse request body as JSON: " + string(unread)}
	case errors.As(err, &large):
		return Error{413, "request_entity_too_large", large.Error()}
	case errors.Is(err, context.DeadlineExceeded):
		return Error{504, "request_timeout", "Processing this request timed out, please retry after a moment."}
	}
	return Error{500, "unexpected_failure", "Unexpected failure, please check server logs for more information"}
}
