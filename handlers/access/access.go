package access

import (
	"slices"

	"github.com/labstack/echo/v4"

	"phonelogin/auth/limits"
)

// Who may call a route.
type Who string

// The callers, those that everybody is first.
const (
	Anybody  Who = "anybody"
	Visitor  Who = "visitor"   // a browser, whoever sits at it
	Login    Who = "login"     // a browser with a request for a login that the app may make
	InFlow   Who = "in flow"   // the browser that began the login which the address names
	SignedIn Who = "signed in" // a browser on which somebody is signed in
	Proven   Who = "proven"    // one whose current number was proved lately
	User     Who = "user"      // the bearer of a user's access token
	Admin    Who = "admin"     // a server of the operator's, or the bearer of an admin's token
)

// Policy is what a route asks of a request before its handler runs.
type Policy struct {
	Who      Who
	Form     bool             // the form bears the token of the browser's session
	Key      bool             // the request bears an API key of this server
	Loopback bool             // the request came to the name of this machine itself
	Limits   []limits.Limiter // that a request counts on; of several, what was sent decides which
	Body     int64            // the longest body that is read, in bytes; 0 where none is read
}

// Guarded is a handler behind the check of who calls. Whoever makes one promises
// that Handle refuses everybody else.
type Guarded struct {
	Who    Who
	Form   bool
	Handle echo.HandlerFunc
}

// Open lets everybody call the handler.
func Open(handle echo.HandlerFunc) Guarded { return Guarded{Who: Anybody, Handle: handle} }

const key = "policy"

// Set notes the policy of the route that a request found.
func Set(c echo.Context, p *Policy) { c.Set(key, p) }

// Of is the policy of the route that a request found; the zero value, which allows
// nothing, where it found none.
func Of(c echo.Context) Policy {
	if p, ok := c.Get(key).(*Policy); ok {
		return *p
	}
	return Policy{}
}

// Counts reports whether the policy names the limiter.
func (p Policy) Counts(l limits.Limiter) bool { return slices.Contains(p.Limits, l) }
