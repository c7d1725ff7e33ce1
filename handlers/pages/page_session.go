package pages

import (
	"slices"
	"time"

	"phonelogin/auth"
	"phonelogin/auth/limits"
	"phonelogin/auth/refusal"
)

// pageSession is what we remember of a browser: who is signed in on it, and the
// logins under way, which may be several in several tabs.
type pageSession struct {
	Session       string    `json:"session,omitempty"` // of the account that is signed in here
	Country       string    `json:"country,omitempty"` // chosen last
	Flows         []*flow   `json:"flows,omitempty"`   // oldest first
	ProvenAt      time.Time `json:"proven_at"`         // when the current number was proved, for a change of number
	Sends         int       `json:"sends,omitempty"`   // messages asked for since From
	SendsSince    time.Time `json:"from"`              // when counting them began
	Numbers       []string  `json:"numbers,omitempty"` // that they were asked for
	EndedSessions int       `json:"ended,omitempty"`   // other sessions ended by the last change of number
	EndPage       string    `json:"parting,omitempty"` // page that says how the sign-in on this browser ended
}

const (
	// maxFlows logins are remembered; more tabs than that are nobody's.
	maxFlows = 8

	// Limits of one browser, for an hour or until a sign-in.
	maxSends   = 6
	maxNumbers = 3
	sendsReset = time.Hour
)

func (b *pageSession) empty() bool {
	return b.Session == "" && len(b.Flows) == 0 && b.Country == "" && b.Sends == 0 && b.EndPage == ""
}

// flow is one login, or one step of a change of number, from the first message
// to the right code.
type flow struct {
	ID        string               `json:"id"`
	Purpose   string               `json:"purpose"`
	Request   authorizationRequest `json:"return"` // how the app wants its answer; zero for our own pages
	Challenge string               `json:"challenge"`
	Phone     string               `json:"phone"`            // digits
	Typed     string               `json:"typed"`            // as the person wrote it
	Country   string               `json:"country"`          // as they chose it
	Hinted    bool                 `json:"hinted,omitempty"` // the app filled it in, and the person left it so
	Channel   string               `json:"channel"`
	ExpiresAt time.Time            `json:"expires_at"`
	ResendAt  time.Time            `json:"resend_at"`
	Next      string               `json:"next,omitempty"`     // page of ours that a proof leads to; "" for a change of number
	SentAt    time.Time            `json:"sent_at"`            // the newest message
	ResentAt  time.Time            `json:"resent_at"`          // the newest that was asked for on the code page
	Switched  bool                 `json:"followed,omitempty"` // the code travelled by the other channel as well
	Notice    string               `json:"notice,omitempty"`   // good news for the next view, said once
	EnteredAt time.Time            `json:"entered_at"`         // when its code was right; the same form may come again
	Dead      bool                 `json:"dead,omitempty"`     // wrong codes ended its code: another must be asked for
	FormToken string               `json:"form,omitempty"`     // of that form, where the session has a new id since
}

// noteSent keeps what came of a request for the flow's code.
func (f *flow) noteSent(asked *auth.Asked) {
	f.EnteredAt, f.FormToken = time.Time{}, ""
	f.Dead = f.Dead && asked.Challenge == f.Challenge
	f.Challenge, f.Channel = asked.Challenge, string(asked.Channel)
	f.SentAt, f.ExpiresAt, f.ResendAt = asked.SentAt, asked.ExpiresAt, asked.ResendAt
}

// findFlow is the flow of an id; nil when this browser has none of that name.
func (b *pageSession) findFlow(id string) *flow {
	for _, f := range b.Flows {
		if id != "" && f.ID == id {
			return f
		}
	}
	return nil
}

// addFlow adds a flow, in the place of one with the same name.
func (b *pageSession) addFlow(f *flow) *flow {
	b.Flows = slices.DeleteFunc(b.Flows, func(other *flow) bool { return other.ID == f.ID })
	b.Flows = append(b.Flows, f)
	if len(b.Flows) > maxFlows {
		b.Flows = b.Flows[len(b.Flows)-maxFlows:]
	}
	return f
}

// removeFlow forgets a flow.
func (b *pageSession) removeFlow(f *flow) {
	b.Flows = slices.DeleteFunc(b.Flows, func(other *flow) bool { return other == f })
}

// complete notes that the flow's code was right, and the token of its form.
func (f *flow) complete(form string, now time.Time) {
	if !f.completed() {
		f.EnteredAt, f.FormToken = now, form
	}
}

// forgetCompleted forgets the flows whose code was right, once the same form can no
// longer come again.
func (b *pageSession) forgetCompleted(now time.Time) {
	b.Flows = slices.DeleteFunc(b.Flows, func(f *flow) bool { return f.completed() && now.Sub(f.EnteredAt) >= auth.RepeatFor })
}

// completed reports whether the flow's code was entered.
func (f *flow) completed() bool { return !f.EnteredAt.IsZero() }

// forRepeat is what stays behind under the id that a browser had before it was signed
// in, for a form that comes again. It signs nobody in (proves S28).
func (b *pageSession) forRepeat() *pageSession {
	behind := *b
	behind.Session, behind.ProvenAt = "", time.Time{}
	return &behind
}

// sendsLeft is how many messages this browser may still ask for.
func (b *pageSession) sendsLeft(now time.Time) int {
	if !limits.Within(b.SendsSince, sendsReset, now) {
		return maxSends
	}
	return max(0, maxSends-b.Sends)
}

// checkSend refuses a message too many, or a number too many.
func (b *pageSession) checkSend(phone auth.Phone, now time.Time) error {
	if !limits.Within(b.SendsSince, sendsReset, now) {
		return nil
	}
	known := slices.Contains(b.Numbers, string(phone))
	if b.Sends >= maxSends || !known && len(b.Numbers) >= maxNumbers {
		return &refusal.Refusal{Reason: refusal.TooSoon, RetryAfter: b.SendsSince.Add(sendsReset).Sub(now)}
	}
	return nil
}

// countSend counts a message.
func (b *pageSession) countSend(phone auth.Phone, now time.Time) {
	if !limits.Within(b.SendsSince, sendsReset, now) {
		b.Sends, b.SendsSince, b.Numbers = 0, now, nil
	}
	b.Sends++
	if !slices.Contains(b.Numbers, string(phone)) {
		b.Numbers = append(b.Numbers, string(phone))
	}
}

// signIn forgets what only a stranger is held to.
func (b *pageSession) signIn(session string) {
	b.Session, b.Sends, b.Numbers, b.SendsSince = session, 0, nil, time.Time{}
}
