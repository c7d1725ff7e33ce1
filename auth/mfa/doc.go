// Package mfa manages second factors, which are numbers or authenticator apps.
// Proving one raises a session to aal2.
//
//	Enroll     adds an unverified number or app.
//	Challenge  sends a code to a number, through otp.Codes.Start; an app makes its own.
//	Verify     checks a code, verifies the factor and raises the session to aal2.
//	Unenroll   removes the factor; sessions that it raised fall back to aal1.
//
// AdminUpdate and AdminDelete are for admins, who need no session.
//
// A factor is unverified until its first right code. After some minutes unverified
// factors are deleted when others are added. With a verified factor, protected acts
// need aal2.
//
// The states of a challenge:
//
//	live     unanswered, fewer than five tries, not expired
//	dead     five tries used, or expired: only a new one helps
//	verified a right code was entered, once
//
// Wrong codes count for the factor and its user over all challenges, so new
// challenges allow no more guesses (rules S5 and S6). The secret of an app is
// stored encrypted, and shown once, when it is made. The room must never
//
//	compare a code before its try is counted
//	accept one time step of an app twice
//	raise a session by another user's factor
//	let a secret or a code reach a log, a hook or the audit log
package mfa
