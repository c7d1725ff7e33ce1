package providers_test

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"phonelogin/models/phone"
	"phonelogin/providers"
)

var _ providers.Sender = (*providers.Inbox)(nil)

func TestInboxShowsTheNewestMessageFirst(t *testing.T) {
	at := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	inbox := providers.NewInbox(func() time.Time { return at })
	first := providers.Message{To: "15555550100", Channel: phone.SMS, Text: "123456 is your code", Code: "123456"}
	second := providers.Message{To: "15555550101", Channel: phone.WhatsApp, Text: "654321 is your code", Code: "654321"}

	want := []providers.InboxMessage{{Message: second, At: at}, {Message: first, At: at}}
	for i, m := range []providers.Message{first, second} {
		receipt, err := inbox.Send(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		want[1-i].ID = receipt.ID
	}
	if diff := cmp.Diff(want, inbox.Messages()); diff != "" {
		t.Errorf("Messages() (-want +got):\n%s", diff)
	}
	if want[0].ID == want[1].ID {
		t.Errorf("both messages are called %q", want[0].ID)
	}
}

func TestInboxKeepsTheLastHundredMessages(t *testing.T) {
	inbox := providers.NewInbox(time.Now)
	for i := range 250 {
		if _, err := inbox.Send(t.Context(), providers.Message{Key: strconv.Itoa(i)}); err != nil {
			t.Fatal(err)
		}
	}
	got := inbox.Messages()
	if len(got) != 100 || got[0].Key != "249" || got[99].Key != "150" {
		t.Errorf("Messages(): got %d from %s to %s, want 100 from 249 to 150", len(got), got[0].Key, got[len(got)-1].Key)
	}
}

func TestInboxTakesMessagesFromManyAtOnce(t *testing.T) {
	inbox := providers.NewInbox(time.Now)
	var senders sync.WaitGroup
	for range 50 {
		senders.Go(func() {
			if _, err := inbox.Send(t.Context(), providers.Message{}); err != nil {
				t.Error(err)
			}
			inbox.Messages()
		})
	}
	senders.Wait()
	if got := len(inbox.Messages()); got != 50 {
		t.Errorf("Messages(): got %d, want 50", got)
	}
}

func TestInboxTakesNothingAfterTheRequestEnded(t *testing.T) {
	inbox := providers.NewInbox(time.Now)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()

	_, err := inbox.Send(ctx, providers.Message{})
	if got := providers.KindOf(err); err == nil || got != providers.Temporary {
		t.Errorf("Send: got %v, want a temporary error", err)
	}
	if got := len(inbox.Messages()); got != 0 {
		t.Errorf("Messages(): got %d, want none", got)
	}
}

func TestKindOfAnythingUnknownIsTemporary(t *testing.T) {
	if got := providers.KindOf(errors.New("out of memory")); got != providers.Temporary {
		t.Errorf("KindOf: got %s, want %s", got, providers.Temporary)
	}
}
