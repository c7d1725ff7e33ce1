// Package api is the JSON API: each handler reads what it was sent, asks the domain
// once, and answers as the wire contract says.
//
// Who calls is judged before a handler runs, once for a request: callers.go makes the
// guards, and the table in handlers/routes.go says which stands before which path. A
// handler is given the user or the admin who asks. It reads no cookie, writes no page,
// and never asks itself who may call it.
package api
