package pages

import (
	"cmp"
	"time"

	"phonelogin/auth"
	"phonelogin/auth/otp"
	"phonelogin/auth/refusal"
)

// flow is one code on its way into a form: of a login, of a proof of the current
// number, or of a change of number. It begins with the first message and is
// completed by the right code. Several tabs have several flows.
type flow struct {
	ID        string               `json:"id"`
	Purpose   otp.Purpose          `json:"purpose"`
	Request   authorizationRequest `json:"return"` // what the app asked for; zero for our own pages
	Challenge string               `json:"challenge"`
	Phone     auth.Phone           `json:"phone"`
	Typed     string               `json:"typed"`            // as the person wrote it
	Country   string               `json:"country"`          // as they chose it
	Hinted    bool                 `json:"hinted,omitempty"` // the app filled in Typed, and the person left it so
	Channel   auth.Channel         `json:"channel"`
	ExpiresAt time.Time            `json:"expires_at"`
	ResendAt  time.Time            `json:"resend_at"`
	Next      string               `json:"next,omitempty"`     // page of ours that a proof leads to; "" for the new number
	SentAt    time.Time            `json:"sent_at"`            // when the newest message went out
	ResentAt  time.Time            `json:"resent_at"`          // when the code page last asked for a message
	Switched  bool                 `json:"followed,omitempty"` // the code went by the other channel as well
	Notice    string               `json:"notice,omitempty"`   // good news for the next view, shown once
	EnteredAt time.Time            `json:"entered_at"`         // when the right code was entered; its form may come again
	Dead      bool                 `json:"dead,omitempty"`     // wrong codes used up the code: another must be asked for
	FormToken string               `json:"form,omitempty"`     // of the form with the right code, when the session got a new id
}

// noteSent keeps the result of a request for the flow's code.
func (f *flow) noteSent(sent *otp.SentCode) {
	f.EnteredAt, f.FormToken = time.Time{}, ""
	f.Dead = f.Dead && sent.Challenge == f.Challenge
	f.Challenge, f.Channel = sent.Challenge, sent.Channel
	f.SentAt, f.ExpiresAt, f.ResendAt = sent.SentAt, sent.ExpiresAt, sent.ResendAt
}

// complete notes that the flow's code was right, and the token of the form that
// brought it.
func (f *flow) complete(form string, now time.Time) {
	if !f.completed() {
		f.EnteredAt, f.FormToken = now, form
	}
}

// completed reports whether the right code was entered.
func (f *flow) completed() bool { return !f.EnteredAt.IsZero() }

// noteRefusal keeps what a refusal says of later requests: the code is dead, or
// another message must wait. A reload then shows the same.
func (f *flow) noteRefusal(r *refusal.Refusal, now time.Time) {
	switch r.Reason {
	case refusal.TooManyTries:
		f.Dead = true
	case refusal.TooSoon:
		f.ResendAt = now.Add(r.RetryAfter)
	}
}

// resent reports whether the newest message was asked for on the code page just now:
// the flow knows of it, or another request of the same page sent it.
func (f *flow) resent(newest, now time.Time) bool {
	return newest.After(f.SentAt) || now.Sub(f.ResentAt) < doublePress
}

// face is where the flow's codes are good: at our pages, for one app.
func (f *flow) face() otp.Face { return otp.PagesFace(f.Request.ClientID) }

// afterProof is the page for which the proof was asked.
func (f *flow) afterProof() string { return cmp.Or(f.Next, ChangePath+"/new") }

// ticketRequest is the request with which a lost flow begins again: that of the app,
// or one for a page of the account.
func (f *flow) ticketRequest() authorizationRequest {
	if f.Purpose == otp.Login {
		return f.Request
	}
	return authorizationRequest{Next: cmp.Or(f.Next, ChangePath)}
}

// doublePress is how soon after a message a second request counts as the same press
// of a button.
const doublePress = 5 * time.Second
