// Package webhook sends questions to a server of the operator's: JSON requests and
// answers, signed by Standard Webhooks.
//
// It bounds the time, the size of an answer and the repetitions. An Error says what went
// wrong, and whether the server may have acted all the same. The room never follows a
// redirect, never logs a question or an answer, and knows nothing of what is asked.
package webhook
