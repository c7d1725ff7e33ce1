package api

import (
	"net/mail"
	"strings"
	"time"

	"github.com/google/uuid"

	"phonelogin/auth"
	"phonelogin/auth/admin"
	"phonelogin/handlers/reply"
)

// userRequest is the body of POST /admin/users and PUT /admin/users/{user_id} (wire
// contract, section 6.11).
type userRequest struct {
	ID           string        `json:"id"` // of a new user only
	Aud          string        `json:"aud"`
	Role         string        `json:"role"`
	Phone        string        `json:"phone"`
	PhoneConfirm bool          `json:"phone_confirm"`
	Email        string        `json:"email"`
	EmailConfirm bool          `json:"email_confirm"`
	Password     string        `json:"password"`
	PasswordHash string        `json:"password_hash"`
	UserMetadata auth.Metadata `json:"user_metadata"`
	AppMetadata  auth.Metadata `json:"app_metadata"`
	BanDuration  string        `json:"ban_duration"` // as Go writes durations, or "none"
}

func (r userRequest) toAttributes() (admin.Attributes, error) {
	a := admin.Attributes{
		ID: strings.ToLower(r.ID), Aud: r.Aud, Role: r.Role, PhoneConfirm: r.PhoneConfirm, EmailConfirm: r.EmailConfirm,
		Password: r.Password, PasswordHash: r.PasswordHash, UserMetadata: r.UserMetadata, AppMetadata: r.AppMetadata,
	}
	switch {
	case len(r.Aud) > maxShortText || len(r.Role) > maxShortText:
		return a, reply.Invalid("aud and role must have at most 255 characters")
	case r.Password != "" && r.PasswordHash != "":
		return a, reply.Invalid("Only a password or a password hash should be provided")
	case r.ID != "" && (!isUUID(r.ID) || a.ID == uuid.Nil.String()):
		return a, reply.Invalid("id must be a UUID other than that of zeros")
	}
	for _, m := range []auth.Metadata{r.UserMetadata, r.AppMetadata} {
		if err := checkMetadata(m); err != nil {
			return a, err
		}
	}
	var err error
	if a.Phone, err = readPhone(r.Phone); err != nil {
		return a, err
	}
	if a.Email, err = readEmail(r.Email); err != nil {
		return a, err
	}
	err = r.readBan(&a)
	return a, err
}

// readPhone reads a number; "" is none.
func readPhone(text string) (auth.Phone, error) {
	if text == "" {
		return "", nil
	}
	return auth.ParseWirePhone(text)
}

// readEmail reads an e-mail address without a name, and returns it in lower case; ""
// is none.
func readEmail(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	a, err := mail.ParseAddress(text)
	if err != nil || a.Address != text || len(text) > maxShortText {
		return "", reply.Invalid("Unable to validate email address: invalid format")
	}
	return strings.ToLower(text), nil
}

// readBan reads for how long the user is banned; 0 ends a ban.
func (r userRequest) readBan(a *admin.Attributes) error {
	var d time.Duration
	switch r.BanDuration {
	case "":
		return nil
	case "none":
	default:
		var err error
		if d, err = time.ParseDuration(r.BanDuration); err != nil {
			return reply.Invalid("invalid format for ban duration: " + err.Error())
		}
	}
	a.Ban = &d
	return nil
}
