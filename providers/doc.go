// Package providers sends messages through carriers. It is the only room that calls
// their APIs, and each carrier has a file.
//
// A Router finds the providers for a number (the best Route), tries them in order, and
// leaves out for a while those that keep failing (breakers). Each failure of a carrier
// becomes a Reason that is the same for all, and the Reason decides what follows: the
// next provider, a pause, or the end, because no provider will reach the number.
//
// After an unclear answer, at most one more provider is tried, because each of them may
// have taken and billed the message.
//
// The room never limits or charges, never writes to the database, and never logs a code
// or a full number. It makes no text: callers do.
package providers
