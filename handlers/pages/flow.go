package pages

import (
	"cmp"
	"time"

	"phonelogin/auth"
	"phonelogin/auth/otp"
	"phonelogin/auth/refusal"
)

// flow is one login, or one step of a change of number, from the first message
// to the right code.
type flow struct {
	ID        string               `json:"id"`
	Purpose   otp.Purpose          `json:"purpose"`
	Request   authorizationRequest `json:"return"` // how the app wants its answer; zero for our own pages
	Challenge string               `json:"challenge"`
	Phone     auth.Phone           `json:"phone"`
	Typed     string               `json:"typed"`            // as the person wrote it
	Country   string               `json:"country"`          // as they chose it
	Hinted    bool                 `json:"hinted,omitempty"` // the app filled it in, and the person left it so
	Channel   auth.Channel         `json:"channel"`
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
func (f *flow) noteSent(asked *otp.Asked) {
	f.EnteredAt, f.FormToken = time.Time{}, ""
	f.Dead = f.Dead && asked.Challenge == f.Challenge
	f.Challenge, f.Channel = asked.Challenge, asked.Channel
	f.SentAt, f.ExpiresAt, f.ResendAt = asked.SentAt, asked.ExpiresAt, asked.ResendAt
}

// complete notes that the flow's code was right, and the token of its form.
func (f *flow) complete(form string, now time.Time) {
	if !f.completed() {
		f.EnteredAt, f.FormToken = now, form
	}
}

// completed reports whether the flow's code was entered.
func (f *flow) completed() bool { return !f.EnteredAt.IsZero() }

// noteRefusal keeps what a refusal says of the time after it: the code is dead, or another
// may be asked for later. A reload and the next refusal then say the same.
func (f *flow) noteRefusal(r *refusal.Refusal, now time.Time) {
	switch r.Reason {
	case refusal.TooManyTries:
		f.Dead = true
	case refusal.TooSoon:
		f.ResendAt = now.Add(r.RetryAfter)
	}
}

// resent reports whether the newest message was asked for on the code page just
// now: by a request of which the flow knows, or by one that came at the same time.
func (f *flow) resent(newest, now time.Time) bool {
	return newest.After(f.SentAt) || now.Sub(f.ResentAt) < doublePress
}

// face is where the flow's codes are good: our own pages, for one app.
func (f *flow) face() otp.Face { return otp.PagesFace(f.Request.ClientID) }

// afterProof is the page that a proof was asked for.
func (f *flow) afterProof() string { return cmp.Or(f.Next, ChangePath+"/new") }

// ticketRequest is where a flow began: what the app asked for, or a page of the account.
func (f *flow) ticketRequest() authorizationRequest {
	if f.Purpose == otp.Login {
		return f.Request
	}
	return authorizationRequest{Next: cmp.Or(f.Next, ChangePath)}
}

// doublePress is how soon after a message a second request for it is the same one
// and no impatience.
const doublePress = 5 * time.Second
