package otp

import (
	"context"
	"errors"
	"fmt"
	"time"

	"phonelogin/auth/limits"
	"phonelogin/auth/phone"
	"phonelogin/config"
	"phonelogin/models"
	"phonelogin/providers"
)

// DeliveryState is what is known of the newest message of a challenge.
type DeliveryState string

// The states. After the last three nothing more is to be heard.
const (
	OnItsWay     DeliveryState = "on_its_way"
	Delivered    DeliveryState = "delivered"
	NotTaken     DeliveryState = "refused"       // the number's carrier refused it
	NotDelivered DeliveryState = "not_delivered" // for any other reason
)

// Delivery is what may be told of the newest message of a challenge.
type Delivery struct {
	State   DeliveryState
	Channel phone.Channel // of the newest message; "" where nothing is told of it
}

// Final tells whether nothing more is to be heard.
func (d Delivery) Final() bool { return d.State != OnItsWay }

// Delivery tells what became of a code that was asked for. Where it depends on the
// number whether a message is sent at all, every message is on its way: the answer
// would tell who is known (proves P14 for delivery).
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

// messagesAnyone tells whether every number that asks is sent a message.
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

// nextChannel is the other way to send a code that was sent to a number by ch, ""
// where there is none or none is offered.
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

// Overdue tells whether it is time for the other channel, for a message sent at a
// time of which d is known.
func (cs *Codes) Overdue(d Delivery, sent time.Time) bool {
	after := cs.sms.NextChannelAfter
	if after <= 0 || d.State == Delivered {
		return false
	}
	return d.Final() || !limits.Within(sent, after, cs.now())
}

// Offer is the channel to offer for a code that was sent to a number by ch, when it
// is overdue; "" where there is none, or where the server itself takes it.
func (cs *Codes) Offer(p Purpose, to phone.Number, ch phone.Channel) phone.Channel {
	if cs.sms.NextChannel == config.TryNext && cs.messagesAnyone(p) {
		return ""
	}
	return cs.nextChannel(to, ch)
}
