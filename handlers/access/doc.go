// Package access has the words in which the table of routes says who may call what:
// a [Policy] beside each path, and [Guarded] handlers that a room made.
//
// It judges nobody and knows no room. The rooms judge (handlers/api its keys and
// tokens, handlers/pages its browsers), and the table in handlers/routes.go says
// whom each route needs.
package access
