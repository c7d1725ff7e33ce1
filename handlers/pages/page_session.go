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
func (p *pageSession) empty() bool {
	return p.Session == "" && len(p.Flows) == 0 && p.Country == "" && p.Sends == 0 && p.EndPage == ""
}

// findFlow is the flow with an id; nil where this browser has none.
func (p *pageSession) findFlow(id string) *flow {
	for _, f := range p.Flows {
		if id != "" && f.ID == id {
			return f
		}
	}
	return nil
}

// addFlow adds a flow, in the place of one with the same id.
func (p *pageSession) addFlow(f *flow) *flow {
	p.Flows = slices.DeleteFunc(p.Flows, func(other *flow) bool { return other.ID == f.ID })
	p.Flows = append(p.Flows, f)
	if len(p.Flows) > maxFlows {
		p.Flows = p.Flows[len(p.Flows)-maxFlows:]
	}
	return f
}

func (p *pageSession) removeFlow(f *flow) {
	p.Flows = slices.DeleteFunc(p.Flows, func(other *flow) bool { return other == f })
}

// forgetCompleted forgets completed flows once their form can no longer come again.
func (p *pageSession) forgetCompleted(now time.Time) {
	p.Flows = slices.DeleteFunc(p.Flows, func(f *flow) bool { return f.completed() && now.Sub(f.EnteredAt) >= otp.RepeatFor })
}

// forRepeat is what stays under the old id when a sign-in gives the page session a
// new one. It answers a form that comes again, and signs nobody in (S28).
func (p *pageSession) forRepeat() *pageSession {
	behind := *p
	behind.Session, behind.ProvenAt = "", time.Time{}
	return &behind
}

// signIn notes the session and forgets the limits, which hold for strangers only.
func (p *pageSession) signIn(session string) {
	p.Session, p.Browser = session, limits.Browser{}
}

// proven reports whether the current number was proved lately (H1).
func (p *pageSession) proven(now time.Time) bool { return limits.Proven(p.ProvenAt, now) }

const (
	// signedInLife is how long a browser stays signed in while nobody uses it.
	signedInLife = 30 * 24 * time.Hour

	// visitorLife is how long a browser is remembered on which nobody signed in. A
	// login can be finished in that time; tomorrow's begins anew.
	visitorLife = 24 * time.Hour
)
