package otp

import (
	"context"
	"errors"
	"fmt"
	"time"

	"phonelogin/auth/limits"
	"phonelogin/config"
	"phonelogin/models"
	"phonelogin/models/phone"
	"phonelogin/providers"
)

// DeliveryState is what is known of the newest message of a challenge.
type DeliveryState string

// The states. The last three are final.
const (
	OnItsWay     DeliveryState = "on_its_way"
	Delivered    DeliveryState = "delivered"
	NotTaken     DeliveryState = "refused"       // the number's carrier refused it
	NotDelivered DeliveryState = "not_delivered" // for any other reason
)

// Delivery is what callers may know of the newest message of a challenge.
type Delivery struct {
	State   DeliveryState
	Channel phone.Channel // of the newest message; "" if callers may not know
}

// Final reports whether the state stays.
func (d Delivery) Final() bool { return d.State != OnItsWay }

// Delivery returns the state of the newest message of a challenge. If only some numbers
// get messages, it returns OnItsWay for all, because another answer would tell a known
// number from an unknown one (P14 for delivery).
func (cs *Codes) Delivery(ctx context.Context, p Purpose, challenge string) (Delivery, error) {
	if !cs.messagesAnyone(p) {
		return Delivery{State: OnItsWay}, nil
	}
	m, err := cs.db.Message(ctx, challenge)
	if errors.Is(err, models.ErrNotFound) {
		return Delivery{State: OnItsWay}, nil
	}
	if err != nil {
		return Delivery{}, fmt.Errorf("read message: %w", err)
	}
	return Delivery{State: deliveryOf(m), Channel: m.Channel}, nil
}

// messagesAnyone reports whether every number that asks for a code gets a message.
func (cs *Codes) messagesAnyone(p Purpose) bool {
	return p != Login || cs.signUps && !cs.hooks.JudgesNewUsers()
}

func deliveryOf(m *models.Message) DeliveryState {
	kind := providers.Reason(m.Reason).Kind()
	refused := kind == providers.BadNumber || kind == providers.OptedOut
	switch m.State {
	case models.MessageDelivered:
		return Delivered
	case models.MessageUndelivered, models.MessageFailed:
		if refused {
			return NotTaken
		}
		return NotDelivered
	}
	return OnItsWay
}

// nextChannel returns the channel by which a code can be sent to a number after ch; ""
// if there is none or the settings offer none.
func (cs *Codes) nextChannel(to phone.Number, ch phone.Channel) phone.Channel {
	if cs.sms.NextChannelAfter <= 0 {
		return ""
	}
	for _, other := range cs.messenger.Channels() {
		if other != ch && cs.messenger.Carries(to, other) {
			return other
		}
	}
	return ""
}

// Overdue reports whether it is time to send by the other channel. d is the state of a
// message that was sent at a time.
func (cs *Codes) Overdue(d Delivery, sent time.Time) bool {
	after := cs.sms.NextChannelAfter
	if after <= 0 || d.State == Delivered {
		return false
	}
	return d.Final() || !limits.Within(sent, after, cs.now())
}

// Offer returns the channel to offer to the person if a code that was sent by ch is
// overdue; "" if there is none, or if the server itself switches to it.
func (cs *Codes) Offer(p Purpose, to phone.Number, ch phone.Channel) phone.Channel {
	if cs.sms.NextChannel == config.TryNext && cs.messagesAnyone(p) {
		return ""
	}
	return cs.nextChannel(to, ch)
}
