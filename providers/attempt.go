package providers

import (
	"context"
	"time"

	"phonelogin/auth/phone"
)

// Attempt is one try to send a message through one provider.
type Attempt struct {
	ID       string // ours, random
	Provider string
	Channel  phone.Channel
	At       time.Time     // when it began
	Took     time.Duration // until the provider answered
	Receipt  Receipt
	Err      error
}

// Journal is told of each attempt: before dialling (ended is false), and with
// what came of it. An error before dialling forbids the attempt.
type Journal func(ctx context.Context, a Attempt, ended bool) error
