package refusal

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"phonelogin/models"
	"phonelogin/models/phone"
)

// A Refusal is an answer, not a fault: its reason may be shown to the caller. It has the
// facts, and whoever tells the caller has the sentence.
type Refusal struct {
	Reason     Reason
	Kind       Kind          // which of several, where the reason has kinds
	Detail     string        // what it is about, in a word, or an explanation for developers; holds nothing that the caller did not send
	Phone      phone.Problem // with BadPhone
	Country    string        // with CountryRefused: of the number, its ISO code, or the calling code where several share it
	TriesLeft  int           // with WrongCode
	Weak       []Weakness    // with WeakPassword
	Hook       *Hook         // with the reasons of hooks; nil for others
	RetryAfter time.Duration // zero when waiting does not help
	Session    string        // the session it is about, where there is one
	User       string        // the user it is about, where there is one
	Rotated    bool          // with RefreshReused: the token was of version 2
	Unsure     bool          // the message, or whatever a hook was asked for, may have gone out all the same
}

// Error names the reason and the facts, for the log.
func (r *Refusal) Error() string {
	words := []string{string(r.Reason)}
	for _, fact := range []string{string(r.Phone), string(r.Kind), r.Detail, r.Hook.String()} {
		if fact != "" {
			words = append(words, fact)
		}
	}
	return strings.Join(words, ": ")
}

// New refuses for a reason that needs no further word.
func New(reason Reason) error { return &Refusal{Reason: reason} }

// Kinded refuses for a reason of several kinds.
func Kinded(reason Reason, kind Kind) error { return &Refusal{Reason: reason, Kind: kind} }

// Because refuses for a reason with what it is about.
func Because(reason Reason, detail string) error {
	return &Refusal{Reason: reason, Detail: detail}
}

// Is tells whether err is a refusal for a reason.
func Is(err error, reason Reason) bool {
	var r *Refusal
	return errors.As(err, &r) && r.Reason == reason
}

// Missing tells a row that is not there (models.ErrNotFound), which is refused for a
// reason, from a fault while doing something.
func Missing(err error, reason Reason, doing string) error {
	if errors.Is(err, models.ErrNotFound) {
		return New(reason)
	}
	return fmt.Errorf("%s: %w", doing, err)
}
