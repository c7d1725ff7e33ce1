// Package otp holds the one-time codes that travel to phones: asked for, sent,
// sent by the other channel, and checked.
//
// Codes asks and sends, Checker compares what was entered:
//
//	Start         judges the pace of the number and notes a challenge in one
//	              transaction, then sends the message outside of it. Asked again
//	              while the challenge can be sent again, the same code is sent.
//	SwitchChannel sends the same code by the other channel, once, where nothing good
//	              was heard of the first message.
//	Check         counts the try first and compares afterwards. Whoever called it
//	              spends the challenge in the transaction of what the code was for.
//
// A challenge is one request for a code. It is in one of these states:
//
//	live        unspent, with tries left, not expired: its code is right
//	dead        five tries were used: only a new challenge helps
//	expired     too old. Asked for again within ten minutes of its making, it is sent
//	            again and is live
//	spent       its code was right, once. The same login in the same browser may send
//	            the code again within RepeatFor, and hears the same answer
//	superseded  expired, and a new challenge took its place. Its code stays wrong, but
//	            for an hour costs no try
//
//	live ──► spent, dead, expired     expired ──► live, superseded
//
// The code itself is stored nowhere: it is derived from the challenge's nonce and a
// key outside the database. A provider that makes codes of its own checks its own.
//
// It must never store or log a code, compare before the try is counted, call a
// carrier or a hook inside a transaction, or let an answer, or the time it takes, tell
// a known number from an unknown one where the request is Discreet. It opens no
// sessions and makes no users: what a right code is good for is the caller's.
package otp
