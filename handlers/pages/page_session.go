package pages

import (
	"slices"
	"time"

	"phonelogin/auth/limits"
	"phonelogin/auth/otp"
)

// pageSession is what the server keeps of a browser, under the id in its cookie: who
// is signed in, and the flows of its tabs. Its names in JSON are those of the rows
// that exist.
type pageSession struct {
	Session  string    `json:"session,omitempty"` // that is signed in here
	Country  string    `json:"country,omitempty"` // chosen last
	Flows    []*flow   `json:"flows,omitempty"`   // oldest first
	ProvenAt time.Time `json:"proven_at"`         // when the current number was proved
	limits.Browser
	EndedSessions int    `json:"ended,omitempty"`   // other sessions ended by the last change of number
	EndPage       string `json:"parting,omitempty"` // page that tells how the session here ended
}

// maxFlows is how many flows are kept, the newest. Nobody uses more tabs.
const maxFlows = 8

// empty reports whether there is nothing to keep.
func (b *pageSession) empty() bool {
	return b.Session == "" && len(b.Flows) == 0 && b.Country == "" && b.Sends == 0 && b.EndPage == ""
}

// findFlow is the flow with an id; nil where this browser has none.
func (b *pageSession) findFlow(id string) *flow {
	for _, f := range b.Flows {
		if id != "" && f.ID == id {
			return f
		}
	}
	return nil
}

// addFlow adds a flow, in the place of one with the same id.
func (b *pageSession) addFlow(f *flow) *flow {
	b.Flows = slices.DeleteFunc(b.Flows, func(other *flow) bool { return other.ID == f.ID })
	b.Flows = append(b.Flows, f)
	if len(b.Flows) > maxFlows {
		b.Flows = b.Flows[len(b.Flows)-maxFlows:]
	}
	return f
}

func (b *pageSession) removeFlow(f *flow) {
	b.Flows = slices.DeleteFunc(b.Flows, func(other *flow) bool { return other == f })
}

// forgetCompleted forgets completed flows once their form can no longer come again.
func (b *pageSession) forgetCompleted(now time.Time) {
	b.Flows = slices.DeleteFunc(b.Flows, func(f *flow) bool { return f.completed() && now.Sub(f.EnteredAt) >= otp.RepeatFor })
}

// forRepeat is what stays under the old id when a sign-in gives the page session a
// new one. It answers a form that comes again, and signs nobody in (proves S28).
func (b *pageSession) forRepeat() *pageSession {
	behind := *b
	behind.Session, behind.ProvenAt = "", time.Time{}
	return &behind
}

// signIn notes the session and forgets the limits, which hold for strangers only.
func (b *pageSession) signIn(session string) {
	b.Session, b.Browser = session, limits.Browser{}
}

// proven reports whether the current number was proved lately (proves H1).
func (b *pageSession) proven(now time.Time) bool { return limits.Proven(b.ProvenAt, now) }

const (
	// signedInLife is how long a browser stays signed in while nobody uses it.
	signedInLife = 30 * 24 * time.Hour

	// visitorLife is how long a browser is remembered on which nobody signed in. A
	// login can be finished in that time; tomorrow's begins anew.
	visitorLife = 24 * time.Hour
)
