// Package request reads what both faces read of a request in the same way: its id,
// the client's word on who it is, and a body of JSON.
//
// It never answers, and it takes no part of a body that the route's policy does not
// allow.
package request
