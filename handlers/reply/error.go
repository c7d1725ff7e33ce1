package reply

import (
	"errors"
	"net/http"

	"phonelogin/auth/refusal"
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

func asRefusal(err error) (*refusal.Refusal, bool) { return errors.AsType[*refusal.Refusal](err) }
