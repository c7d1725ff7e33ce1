// Package otp holds the one-time codes that travel to phones. It takes requests for
// them, sends them, sends them by another channel, and checks what people enter.
//
//	Codes.Start         judges the pace of the number and stores a challenge in one
//	                    transaction, then sends the message outside of it. While the
//	                    challenge can be sent again, a new request sends the same code
//	Codes.SwitchChannel sends the same code by the other channel, once, if the first
//	                    message was not delivered or there was no report of it
//	Checker.Check       counts the try first and compares afterwards. Its caller spends
//	                    the challenge in the transaction of what the code is for
//
// A challenge is one request for a code. It is in one of these states:
//
//	live        unspent, with tries left, not expired: its code is right
//	dead        five tries were used: only a new challenge helps
//	expired     too old. A new request within ten minutes of its making sends the code
//	            again: the challenge is live once more
//	spent       its code was right, once. The same login in the same browser may repeat
//	            the code within RepeatFor, and gets the same answer
//	superseded  expired, and a new challenge took its place. Its code stays wrong, but
//	            for an hour it costs no try
//
//	live ──► spent, dead, expired     expired ──► live, superseded
//
// No code is stored: it is derived from the challenge's nonce and a key outside the
// database. A provider that makes codes of its own checks them itself.
//
// The room must never store or log a code, compare a code before the try is counted, or
// call a carrier or a hook inside a transaction. If a request is Discreet, neither the
// answer nor the time it takes may tell a known number from an unknown one. The room
// opens no sessions and makes no users: its callers decide what a right code does.
package otp
