package pages

import (
	"slices"
	"time"

	"phonelogin/auth/limits"
	"phonelogin/auth/otp"
)

// pageSession is what we remember of a browser: who is signed in on it, and the
// logins under way, which may be several in several tabs.
type pageSession struct {
	Session  string    `json:"session,omitempty"` // of the account that is signed in here
	Country  string    `json:"country,omitempty"` // chosen last
	Flows    []*flow   `json:"flows,omitempty"`   // oldest first
	ProvenAt time.Time `json:"proven_at"`         // when the current number was proved, for a change of number
	limits.Browser
	EndedSessions int    `json:"ended,omitempty"`   // other sessions ended by the last change of number
	EndPage       string `json:"parting,omitempty"` // page that says how the sign-in on this browser ended
}

// maxFlows logins are remembered; more tabs than that are nobody's.
const maxFlows = 8

func (b *pageSession) empty() bool {
	return b.Session == "" && len(b.Flows) == 0 && b.Country == "" && b.Sends == 0 && b.EndPage == ""
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

// forgetCompleted forgets the flows whose code was right, once the same form can no
// longer come again.
func (b *pageSession) forgetCompleted(now time.Time) {
	b.Flows = slices.DeleteFunc(b.Flows, func(f *flow) bool { return f.completed() && now.Sub(f.EnteredAt) >= otp.RepeatFor })
}

// forRepeat is what stays behind under the id that a browser had before it was signed
// in, for a form that comes again. It signs nobody in (proves S28).
func (b *pageSession) forRepeat() *pageSession {
	behind := *b
	behind.Session, behind.ProvenAt = "", time.Time{}
	return &behind
}

// signIn forgets what only a stranger is held to.
func (b *pageSession) signIn(session string) {
	b.Session, b.Browser = session, limits.Browser{}
}

// proven reports whether the current number was proved lately (proves H1).
func (b *pageSession) proven(now time.Time) bool { return limits.Proven(b.ProvenAt, now) }

const (
	// signedInLife is how long a browser that is not used stays signed in at our
	// pages.
	signedInLife = 30 * 24 * time.Hour

	// visitorLife is how long one that nobody signed in on is remembered: long
	// enough to finish a login, and tomorrow's login begins anew.
	visitorLife = 24 * time.Hour
)
