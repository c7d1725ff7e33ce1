package providers

import (
	"context"
	"time"

	"phonelogin/models/phone"
)

// Attempt is one try to send a message through one provider.
type Attempt struct {
	ID       string // ours, random
	Provider string
	Channel  phone.Channel
	At       time.Time     // when it began
	Took     time.Duration // duration of the call
	Receipt  Receipt
	Err      error
}

// Journal records an attempt: once before the call (ended is false) and once with
// its outcome. An error before the call stops the attempt.
type Journal func(ctx context.Context, a Attempt, ended bool) error
