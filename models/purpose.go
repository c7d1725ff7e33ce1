package models

// Purpose is what a code is for, or what a message carries. A code of one purpose
// is wrong for every other (S4).
type Purpose string

// The purposes.
const (
	PurposeLogin       Purpose = "login"        // opens a session, and makes the user
	PurposePhoneChange Purpose = "phone_change" // gives a signed-in user the number
	PurposeProof       Purpose = "proof"        // shows that a signed-in user still has their number
	PurposeMFA         Purpose = "mfa"          // proves a second factor
	PurposeNotice      Purpose = "notice"       // a message without a code
)
