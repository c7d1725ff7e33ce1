// Package api is the JSON API. Each handler reads what it was sent, asks the domain
// once, and answers as the wire contract says.
//
//	Guards          judge who calls, once for a request, and count requests
//	Handlers        signing in, sessions and users, and what is open to all
//	FactorHandlers  second factors
//	AdminHandlers   what servers and operators do
//
// The table in handlers/routes.go says which guard stands before which path. A guard
// runs first and hands the handler the user or the admin who asks.
//
// A handler never judges who may call it, reads no cookie, and writes no page. Rules
// about people, tries and money are the domain's.
package api
