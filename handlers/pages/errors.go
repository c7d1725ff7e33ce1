package pages

import (
	"errors"

	"phonelogin/auth/refusal"
)

// errStaleForm is a form that does not belong to this browser's session, mostly
// because the page stood open for long or cookies are off.
var errStaleForm = errors.New("stale form")

func isRefusal(err error) bool {
	var r *refusal.Refusal
	return errors.As(err, &r)
}
