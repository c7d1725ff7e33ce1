package otp

import (
	"time"

	"phonelogin/auth/phone"
	"phonelogin/models"
)

// Purpose is what a code is good for.
type Purpose = models.Purpose

// The purposes.
const (
	Login       = models.PurposeLogin
	PhoneChange = models.PurposePhoneChange
	Proof       = models.PurposeProof
	MFA         = models.PurposeMFA // at the face of the factor
)

// Face is where a code is asked for, and is good.
type Face = models.Face

// APIFace is the JSON API.
func APIFace() Face { return models.APIFace() }

// PagesFace is our own pages for an app; "" is the default app.
func PagesFace(app string) Face { return models.PagesFace(app) }

// Request asks for a code.
type Request struct {
	Phone          phone.Number
	Channel        phone.Channel
	Purpose        Purpose
	Face           Face            // where it is asked for, and will be good
	Device         string          // names a browser that signed in with this number before; "" for strangers
	UserID         string          // who asks, for PhoneChange, Proof and MFA
	CreateUser     bool            // an unknown number becomes a user
	Data           models.Metadata // of the new user, or what a change of number replaces
	ConfirmsSignUp bool            // the code confirms a sign-up with a password
	EmbeddedIn     string          // host of the site whose frame shows our page, which the operator registered; "" for none
	Flow           string          // names a login in one browser, which may ask again, see AskedBefore; "" for none
	Discreet       bool            // known and unknown numbers get the same answer at the same time
}

// Asked is a code on its way.
type Asked struct {
	Challenge string    // its id
	MessageID string    // the carrier's name for the message; "" when nobody waited for it
	SentAt    time.Time // when it was asked for
	ExpiresAt time.Time // the code is good until then
	ResendAt  time.Time // the number may ask again from then on
	Channel   phone.Channel
}

// Attempt is a code that someone entered.
type Attempt struct {
	Challenge string // id, where the caller knows which one it answers; else Phone tells
	Phone     phone.Number
	Purpose   Purpose
	Face      Face
	Code      string // as it was typed or pasted
	UserID    string // who enters it; "" where nobody is signed in
	Flow      string // names a login in one browser, which may send the same code again, see EnteredBefore; "" for none
	InFrame   bool   // a site shows the pages in a frame, where auth.Service.Enter signs nobody in
}

// answers reports whether a right code for c counts for what it was entered for.
func (a Attempt) answers(c *models.Challenge) bool {
	return c.Purpose == a.Purpose && c.Face == a.Face && (a.UserID == "" || string(c.UserID) == a.UserID)
}
