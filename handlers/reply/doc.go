// Package reply has the answers of the wire: JSON, every refusal and fault as a
// status, a code and a sentence, and how long to wait.
//
// The JSON API says them; the pages take the statuses and have words of their own.
// A fault is never told as more than the request's id.
package reply
