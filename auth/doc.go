// Package auth decides who may come in. It holds the rules of signing in by
// phone, without HTTP and without SQL.
//
// The life of a login:
//
//	Start   a number asks for a code, and it is sent (auth/otp).
//	Verify  a code is entered. auth/otp counts the try and compares; a right code
//	        spends its challenge, finds or makes the user and opens a session, all
//	        or nothing.
//
// What follows is the story of auth/sessions: its Grant gives the app an access token
// that is good for an hour and a refresh token that is good for one rotation, and its
// Refresh rotates them. Where answers may go is known to auth/apps. Above this room
// stand auth/mfa, which raises sessions by second factors, and auth/admin, which does
// what operators want.
//
// Every answer that must not tell a known number from an unknown one is made here
// or in auth/otp, so that all faces give it.
package auth
