// Package handlers is where every request comes in and finds its route.
//
// routes.go is the table of access: each path with its handler, who may call it, and
// what else it asks for (an API key, the token of a form, a limit, a body). Behind it
// are the rooms handlers/api and handlers/pages. Both read requests with
// handlers/request and answer with handlers/reply. This package has what all requests
// pass: the middleware, the client's address, health, and the answer to errors.
//
// No route exists without a policy, and nothing here knows a rule of the domain.
package handlers
