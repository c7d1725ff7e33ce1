// Package refusal holds the answers of the domain that are no success and no fault.
//
// A Refusal says why something is not done, by a Reason that is stable, a Kind where
// callers hear which of several it is, and facts: how long to wait, which rules a
// password does not keep, what a hook said. Whoever talks to the caller makes a status
// and a sentence of these (handlers/reply, handlers/pages). Everything else that goes
// wrong is a fault and stays a plain error, which no caller sees.
//
// No refusal may hold what its caller did not send: no code, no token, nobody
// else's number. The room decides nothing; whoever refuses does.
package refusal
