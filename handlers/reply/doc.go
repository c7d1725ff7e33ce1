// Package reply has the answers of the wire: JSON, every refusal and fault as a
// status, a code and a sentence, and how long to wait.
//
// What the whole JSON API says to a reason is in answers, and what one endpoint says
// otherwise in exceptions. A sentence that depends on the facts of a refusal is made in
// sentence. The pages have statuses and words of their own. A fault is never told as more
// than the request's id.
package reply
