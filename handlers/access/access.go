package access

import (
	"slices"

	"github.com/labstack/echo/v4"

	"phonelogin/auth/limits"
)

// Who says who may call a route.
type Who string

// The callers.
const (
	Anybody  Who = "anybody"
	Visitor  Who = "visitor"   // any browser
	Login    Who = "login"     // a browser with a login that the app may ask for
	InFlow   Who = "in flow"   // the browser that began the flow in the address
	SignedIn Who = "signed in" // a browser on which somebody is signed in
	Proven   Who = "proven"    // the same, with a current number that was proved lately
	User     Who = "user"      // the bearer of a user's access token
	Admin    Who = "admin"     // a server of the operator, or the bearer of an admin's token
)

// Policy is what a route asks of a request before its handler runs.
type Policy struct {
	Who      Who
	Form     bool             // the form bears the token of the browser's page session
	Key      bool             // the request bears an API key of this server
	Loopback bool             // the request was sent to a name of this machine
	Limits   []limits.Limiter // on which requests count; of several, the handler decides on which
	Body     int64            // the longest body that is read, in bytes; 0 for none
}

// Guarded is a handler behind the check of its caller: Handle refuses every caller
// that is not Who.
type Guarded struct {
	Who    Who
	Form   bool
	Handle echo.HandlerFunc
}

// Open lets everybody call the handler.
func Open(handle echo.HandlerFunc) Guarded { return Guarded{Who: Anybody, Handle: handle} }

const key = "policy"

// Set notes the policy of the route of a request.
func Set(c echo.Context, p *Policy) { c.Set(key, p) }

// Of is the policy of the route of a request. Where no route was found it is the
// zero value, which allows nothing.
func Of(c echo.Context) Policy {
	if p, ok := c.Get(key).(*Policy); ok {
		return *p
	}
	return Policy{}
}

// Counts reports whether the policy names the limiter.
func (p Policy) Counts(l limits.Limiter) bool { return slices.Contains(p.Limits, l) }
