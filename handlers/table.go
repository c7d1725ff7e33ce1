package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"phonelogin/auth/limits"
	"phonelogin/handlers/access"
	"phonelogin/handlers/request"
)

// table holds all routes with their policies. Routes are added here and nowhere
// else.
type table struct {
	echo     *echo.Echo
	policies map[string]access.Policy // by method and path
}

// routeGroup adds routes below a prefix.
type routeGroup struct {
	*table
	prefix string
}

// condition is what a route asks for beside its caller.
type condition struct {
	declare func(*access.Policy)
	guard   echo.MiddlewareFunc // nil where the handler does what is declared
}

func (f routeGroup) get(path string, g access.Guarded, more ...condition) {
	f.add(http.MethodGet, path, g, more)
}

// read adds a route that caches and probes may ask with HEAD.
func (f routeGroup) read(path string, g access.Guarded, more ...condition) {
	f.add(http.MethodGet, path, g, more)
	f.add(http.MethodHead, path, g, more)
}

func (f routeGroup) post(path string, g access.Guarded, more ...condition) {
	f.add(http.MethodPost, path, g, more)
}

func (f routeGroup) put(path string, g access.Guarded, more ...condition) {
	f.add(http.MethodPut, path, g, more)
}

func (f routeGroup) delete(path string, g access.Guarded, more ...condition) {
	f.add(http.MethodDelete, path, g, more)
}

// add adds a route. A request passes its conditions in their order, and then its
// guard.
func (f routeGroup) add(method, path string, g access.Guarded, more []condition) {
	policy := &access.Policy{Who: g.Who, Form: g.Form}
	if g.Form {
		policy.Body = request.MaxBody
	}
	handle := g.Handle
	for i := len(more) - 1; i >= 0; i-- {
		if guard := more[i].guard; guard != nil {
			handle = guard(handle)
		}
	}
	for _, c := range more {
		if c.declare != nil {
			c.declare(policy)
		}
	}
	route := f.echo.Add(method, f.prefix+path, func(c echo.Context) error {
		access.Set(c, policy)
		return handle(c)
	})
	f.policies[method+" "+route.Path] = *policy
}

// body lets a route read a body.
var body = condition{declare: func(p *access.Policy) { p.Body = request.MaxBody }}

// key asks for an API key.
func (h *Handlers) key() condition {
	return condition{func(p *access.Policy) { p.Key = true }, h.api.Guards.NeedKey}
}

// limit counts every request on a limiter.
func (h *Handlers) limit(l limits.Limiter) condition {
	return condition{func(p *access.Policy) { p.Limits = []limits.Limiter{l} }, h.api.Guards.Limit(l)}
}

// limitInHandler lets the handler count: it decides whether, and on which of the
// limiters.
func limitInHandler(l ...limits.Limiter) condition {
	return condition{declare: func(p *access.Policy) { p.Limits = l }}
}
