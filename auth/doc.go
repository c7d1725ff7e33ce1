// Package auth decides who may sign in. It holds the steps of signing in by phone and
// what users do with their own account, without HTTP and without SQL.
//
// The life of a login:
//
//	a number asks for a code      auth/otp judges its pace, stores a challenge and sends the code
//	the code is entered           Verify: auth/otp counts the try and compares. A right code
//	                              spends the challenge, finds or makes the user and opens a
//	                              session, all or nothing
//	a form sends the code twice   Enter gives the same answer within otp.RepeatFor
//	the session goes on           auth/sessions gives access tokens and refresh tokens, rotates
//	                              them and ends the session
//	the app gets its answer       auth/apps knows where it may go, auth/sessions exchanges codes
//
// The other steps are Resend and ResendPhoneChange; SignUp, SignInWithPassword and
// SignUpAnonymously; Reauthenticate and Prove, which ask for fresh proof of the number;
// UpdateUser and StartPhoneChange; RevertPhoneChange, for an old number that takes a
// change back; RemoveIdentity, DeleteAccount and CollectPersonalData.
//
// A number belongs to nobody before its code was entered. The number of a sign-up with a
// password waits in one of these states:
//
//	unproved   somebody signed up with the number. It gives way to who proves it
//	confirmed  its code was entered, or codes are off
//
// A change of number is in one of these states:
//
//	wanted     StartPhoneChange sent a code to the new number. The user keeps the old one
//	changed    the code was entered. The old number is told and may take the change back
//	           for a week
//	reverted   the old number took it back: the user has it again and no sessions
//
// Rooms below do the work: auth/users has the rows of users, auth/delivery sends
// messages, auth/hooks asks the operator's programs, auth/audit records acts,
// auth/passwords judges and hashes passwords. Beside this room stands auth/mfa, which
// raises sessions by second factors. Above it stands auth/admin, for what admins do with
// users. auth/domain puts all rooms together.
//
// The room must never count a try after comparing, call a carrier or a hook inside a
// transaction, or give a number to somebody who has not proved it while codes are on.
// Answers that must not tell a known number from an unknown one are made here or in
// auth/otp, so that pages and JSON API give the same.
package auth
