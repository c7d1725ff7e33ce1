// Package auth decides who may come in. It holds the rules of signing in by
// phone, without HTTP and without SQL.
//
// The life of a login:
//
//	Start   a number asks for a code. Its pace is judged and a challenge noted in
//	        one transaction; then, outside of it, the message is sent. Asked again
//	        while the challenge lives, the same code is sent again.
//	Verify  a code is entered. The try is counted first, then compared; a right
//	        one spends the challenge, finds or makes the user and opens a session,
//	        all or nothing.
//
// What follows is the story of auth/sessions: its Grant gives the app an access token
// that is good for an hour and a refresh token that is good for one rotation, and its
// Refresh rotates them. Where answers may go is known to auth/apps. Above this room
// stand auth/mfa, which raises sessions by second factors, and auth/admin, which does
// what operators want.
//
// A challenge is one of these:
//
//	live    unspent, fewer than five tries, not expired
//	dead    five tries used: only a new code helps
//	expired too old: a new code is one tap away
//	spent   its code was right, once
//
// The code itself is stored nowhere: it is derived from the challenge's nonce
// and a key outside the database. Every answer that must not tell a known number
// from an unknown one is made here, so that all faces give it.
package auth
