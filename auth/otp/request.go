package otp

import (
	"time"

	"phonelogin/models"
	"phonelogin/models/phone"
)

// Purpose says what a code is good for.
type Purpose = models.Purpose

// The purposes.
const (
	Login       = models.PurposeLogin
	PhoneChange = models.PurposePhoneChange
	Proof       = models.PurposeProof
	MFA         = models.PurposeMFA // its face is that of one factor: models.FactorFace
)

// Face is where a code is asked for, and is good.
type Face = models.Face

// APIFace is the face of the JSON API.
func APIFace() Face { return models.APIFace() }

// PagesFace is the face of our own pages for an app; "" is the default app.
func PagesFace(app string) Face { return models.PagesFace(app) }

// Request is a request for a code.
type Request struct {
	Phone          phone.Number
	Channel        phone.Channel
	Purpose        Purpose
	Face           Face            // where it is asked for, and will be good
	Device         string          // a browser that signed in with this number before; "" for any other
	UserID         string          // the user who asks, for PhoneChange, Proof and MFA
	CreateUser     bool            // an unknown number becomes a user
	Data           models.Metadata // metadata of the new user, or the number that a change replaces
	ConfirmsSignUp bool            // the code confirms a sign-up with a password
	EmbeddedIn     string          // host of the registered site whose frame shows our page; "" for none
	Flow           string          // a login in one browser, which may repeat its request, see LatestCode; "" for none
	Discreet       bool            // known and unknown numbers get the same answer at the same time
}

// SentCode is the answer to a request for a code. It is the same if no message was sent
// because nobody may sign in with the number.
type SentCode struct {
	Challenge string    // id
	MessageID string    // the provider's id of the message; "" if it is sent after the answer
	SentAt    time.Time // time of the request
	ExpiresAt time.Time // the code is good until then
	ResendAt  time.Time // from then on the number may ask again
	Channel   phone.Channel
}

// Attempt is a code that somebody entered.
type Attempt struct {
	Challenge string // id; "" if the caller does not know it: then Phone tells
	Phone     phone.Number
	Purpose   Purpose
	Face      Face
	Code      string // as typed or pasted
	UserID    string // the signed-in user who enters it; "" for none
	Flow      string // a login in one browser, which may repeat its code, see CheckRepeat; "" for none
	InFrame   bool   // in a frame of a site, where auth.Service.Enter keeps nobody signed in
}

// isFor reports whether c was made for the purpose, the face and the user of the
// attempt.
func (a Attempt) isFor(c *models.Challenge) bool {
	return c.Purpose == a.Purpose && c.Face == a.Face && (a.UserID == "" || string(c.UserID) == a.UserID)
}
