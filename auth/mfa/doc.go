// Package mfa raises sessions: a second factor, which is a number or an authenticator
// app, proves once more who is signed in.
//
//	Enroll     a number or an app waits to be used.
//	Challenge  a number gets a code, as otp.Codes.Start sends it; an app has one.
//	Verify     a right code makes the factor verified and raises the session to aal2.
//	Unenroll   the factor goes, and sessions that it raised fall back to aal1.
//
// AdminUpdate and AdminDelete are for admins, who need no session.
//
// A factor is unverified until its first right code, and makes room for others after
// some minutes. Once it is verified, what protects the account asks for aal2.
//
// A challenge is one of these:
//
//	live     unanswered, fewer than five tries, not expired
//	over     five tries used or expired: only a new one helps
//	verified its code was right, once
//
// Wrong codes are counted for the factor and its user, whichever challenges they
// answered, so that new challenges give no new guesses (rules S5 and S6). The secret of
// an app is stored encrypted, and shown once, when it is made. Never may
//
//	a code be compared before its try is counted
//	a time step of an app be good for two codes
//	a session be raised by a factor of somebody else
//	a secret or a code reach a log, a hook or the audit log
package mfa
