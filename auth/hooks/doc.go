// Package hooks asks the operator's own programs (wire contract, section 11): a
// server over HTTP, or a function in the database.
//
//	SendSMS            carries a code in the place of a provider
//	BeforeUserCreated  may refuse somebody new
//	UserCreated        hears of a new user, after the commit
//	Claims             changes the claims of a token
//	PasswordAttempt    hears of a try with a password, and may reject it
//	MFAAttempt         the same for a second factor
//
// A hook that is not set is not asked. Each is asked outside any transaction, so a
// server that hangs holds no row (rule S27). The room changes nothing in the
// database: what a decision means is carried out by who asked. A question holds a
// code only where the hook is to send it, and none is logged.
package hooks
