// Package request reads the parts of a request: its id and its channel, for the JSON
// API and the pages alike, and its token and a body of JSON, for the API alone.
//
// It never answers, and it never reads more of a body than the policy of the route
// allows.
package request
