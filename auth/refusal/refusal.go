package refusal

import (
	"errors"
	"fmt"
	"time"

	"phonelogin/models"
)

// A Refusal is an answer, not a fault: its reason may be shown to the caller.
type Refusal struct {
	Reason     Reason
	RetryAfter time.Duration // zero when waiting does not help
	TriesLeft  int           // with WrongCode
	Weak       []string      // with WeakPassword: "length", "characters"
	Status     int           // with HookRefused: the HTTP status that the hook wants
	Country    string        // with CountryRefused: of the number, its ISO code, or the calling code where several share it
	Detail     string        // for developers; holds nothing that the caller did not send
	Session    string        // the session it is about, where there is one
	User       string        // the user it is about, where there is one
	Rotated    bool          // with RefreshReused: the token was of version 2
	Unsure     bool          // the message, or whatever a hook was asked for, may have gone out all the same
}

func (r *Refusal) Error() string {
	if r.Detail != "" {
		return fmt.Sprintf("%s: %s", r.Reason, r.Detail)
	}
	return string(r.Reason)
}

// New refuses for a reason that needs no further word.
func New(reason Reason) error { return &Refusal{Reason: reason} }

// Because refuses with words for the developer of the caller.
func Because(reason Reason, detail string) error {
	return &Refusal{Reason: reason, Detail: detail}
}

// Is tells whether err is a refusal for a reason.
func Is(err error, reason Reason) bool {
	var r *Refusal
	return errors.As(err, &r) && r.Reason == reason
}

// Missing tells a row that is not there (models.ErrNotFound), which is refused for a reason, from
// a fault while doing something.
func Missing(err error, reason Reason, doing string) error {
	if errors.Is(err, models.ErrNotFound) {
		return New(reason)
	}
	return fmt.Errorf("%s: %w", doing, err)
}
