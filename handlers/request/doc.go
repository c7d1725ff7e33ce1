// Package request reads what the JSON API and the pages read alike: the id of a
// request, its token, its channel, and a body of JSON.
//
// It never answers, and it never reads more of a body than the policy of the route
// allows.
package request
