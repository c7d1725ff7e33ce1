package pages

import (
	"errors"

	"phonelogin/auth/refusal"
)

// errStaleForm is a form without the token of this browser's page session. Mostly
// the page stood open for long, or cookies are off.
var errStaleForm = errors.New("stale form")

func isRefusal(err error) bool {
	var r *refusal.Refusal
	return errors.As(err, &r)
}
