package providers

import (
	"context"
	"slices"
	"strconv"
	"sync"
	"time"

	"phonelogin/models/phone"
)

// inboxSize is how many messages the inbox keeps: enough for a day of development
// and for a test, and little memory.
const inboxSize = 100

// Inbox is the Sender of development mode and of tests. It keeps messages in memory
// and sends nothing. It is safe for concurrent use.
type Inbox struct {
	now func() time.Time

	mu       sync.Mutex
	taken    int            // messages since the start; ids are made from it
	messages []InboxMessage // oldest first
}

// InboxMessage is a message in the inbox.
type InboxMessage struct {
	Message
	ID string    // unique among the messages of this inbox
	At time.Time // when it was taken
}

// NewInbox returns an empty inbox; now gives the time of messages.
func NewInbox(now func() time.Time) *Inbox {
	return &Inbox{now: now}
}

// Name is InboxName.
func (i *Inbox) Name() string { return InboxName }

// Channels are all channels, so that every page can be tried.
func (i *Inbox) Channels() []phone.Channel { return []phone.Channel{phone.SMS, phone.WhatsApp} }

// Send stores m and drops the oldest message when there are more than 100. It fails
// only when ctx has ended.
func (i *Inbox) Send(ctx context.Context, m Message) (Receipt, error) {
	if ctx.Err() != nil {
		return Receipt{}, newError(NoAnswer, "inbox: the request ended before the message was taken")
	}
	i.mu.Lock()
	defer i.mu.Unlock()

	i.taken++
	id := "inbox-" + strconv.Itoa(i.taken)
	i.messages = append(i.messages, InboxMessage{Message: m, ID: id, At: i.now()})
	if len(i.messages) > inboxSize {
		i.messages = slices.Delete(i.messages, 0, len(i.messages)-inboxSize)
	}
	return Receipt{ID: id}, nil
}

// Messages returns the last 100 messages, newest first. The caller owns the slice.
func (i *Inbox) Messages() []InboxMessage {
	i.mu.Lock()
	defer i.mu.Unlock()

	newest := slices.Clone(i.messages)
	slices.Reverse(newest)
	return newest
}
