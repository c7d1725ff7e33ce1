// Package hooks asks the operator's own programs (wire contract, section 11): a
// server over HTTP, or a function in the database.
//
//	SendSMS            sends a code instead of a provider
//	BeforeUserCreated  may refuse a new user
//	UserCreated        is told of a new user, after the commit
//	Claims             changes the claims of a token
//	PasswordAttempt    is told of a password attempt, and may reject it
//	MFAAttempt         the same for a second factor
//
// A hook that is not set is not asked. Every hook is asked outside transactions, so
// a server that hangs locks no row (rule S27). The room changes nothing in the
// database; callers carry out a hook's decision. A question holds a code only when
// the hook is to send it, and no code is logged.
package hooks
