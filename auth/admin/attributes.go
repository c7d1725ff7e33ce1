package admin

import (
	"cmp"
	"slices"
	"time"

	"phonelogin/auth"
	"phonelogin/auth/passwords"
	"phonelogin/auth/secrets"
	"phonelogin/auth/users"
	"phonelogin/models"
)

// Attributes are an admin's values for a user; empty ones change nothing.
type Attributes struct {
	ID           string // of a new user; "" for a random one
	Aud          string
	Role         string
	Phone        auth.Phone
	PhoneConfirm bool   // the number counts as proved
	Email        string // in lower case
	EmailConfirm bool
	Password     string
	PasswordHash string          // hash of a password, made by another server
	UserMetadata models.Metadata // merged; a nil value deletes its key
	AppMetadata  models.Metadata // likewise; provider and providers cannot be set
	Ban          *time.Duration  // from now on; zero or less lifts a ban
}

func (a Attributes) bans() bool { return a.Ban != nil && *a.Ban > 0 }

// preparedEdit holds Attributes after every step that can fail.
type preparedEdit struct {
	Attributes
	hash          string // of the new password; "" for none
	phoneIdentity string // ids for new identities
	emailIdentity string
	now           time.Time
}

func (s *Service) prepare(a Attributes) (*preparedEdit, error) {
	c := &preparedEdit{Attributes: a, hash: a.PasswordHash, now: s.now()}
	var err error
	if a.Password != "" {
		if c.hash, err = s.passwords.Hash(a.Password); err != nil {
			return nil, err
		}
	} else if a.PasswordHash != "" {
		if err := passwords.CheckForm(a.PasswordHash); err != nil {
			return nil, err
		}
	}
	if c.phoneIdentity, err = secrets.NewID(s.random); err != nil {
		return nil, err
	}
	c.emailIdentity, err = secrets.NewID(s.random)
	return c, err
}

func (c *preparedEdit) apply(u *models.User) {
	u.Aud, u.Role = cmp.Or(c.Aud, u.Aud), cmp.Or(c.Role, u.Role)
	u.Password = cmp.Or(models.Text(c.hash), u.Password)
	c.applyPhone(u)
	c.applyEmail(u)
	u.UserMetadata = u.UserMetadata.Merged(c.UserMetadata)
	u.AppMetadata = u.AppMetadata.Merged(c.AppMetadata)
	users.NameProviders(u)
	if c.Ban != nil {
		u.BannedUntil = nil
		if c.bans() {
			until := c.now.Add(*c.Ban)
			u.BannedUntil = &until
		}
	}
	u.UpdatedAt = c.now
}

// applyPhone keeps the time of confirmation when the number changes, as the
// reference server does: the admin vouches for the new number (wire transcript C8).
func (c *preparedEdit) applyPhone(u *models.User) {
	u.Phone = cmp.Or(c.Phone, u.Phone)
	if u.Phone == "" || c.Phone == "" && !c.PhoneConfirm {
		return
	}
	if c.PhoneConfirm {
		if u.Unproved && c.hash == "" {
			u.Password = "" // perhaps a stranger's password; the admin vouches for the number only
		}
		u.PhoneConfirmedAt, u.Unproved = &c.now, false
	}
	if u.IdentityID == "" {
		u.IdentityID, u.IdentityCreatedAt = models.Text(c.phoneIdentity), &c.now
		u.IdentityData = models.Metadata{"sub": u.ID, "email_verified": false}
	}
	u.IdentityData = u.IdentityData.Merged(models.Metadata{"phone": u.Phone.Digits(), "phone_verified": u.PhoneConfirmedAt != nil})
	u.IdentityUpdatedAt, u.IsAnonymous = &c.now, false
}

// applyEmail stores an e-mail address as an identity; nothing is sent to it.
func (c *preparedEdit) applyEmail(u *models.User) {
	u.Email = cmp.Or(models.Text(c.Email), u.Email)
	if u.Email == "" || c.Email == "" && !c.EmailConfirm {
		return
	}
	if c.EmailConfirm {
		u.EmailConfirmedAt = &c.now
	}
	at := slices.IndexFunc(u.MoreIdentities, func(i models.Identity) bool { return i.Provider == "email" })
	if at < 0 {
		at = len(u.MoreIdentities)
		u.MoreIdentities = append(u.MoreIdentities, models.Identity{
			IdentityID: c.emailIdentity, ID: u.ID, UserID: u.ID, Provider: "email",
			IdentityData: models.Metadata{"sub": u.ID, "phone_verified": false}, LastSignInAt: &c.now, CreatedAt: &c.now,
		})
	}
	i := &u.MoreIdentities[at]
	i.Email, i.UpdatedAt = string(u.Email), &c.now
	i.IdentityData = i.IdentityData.Merged(models.Metadata{"email": i.Email, "email_verified": u.EmailConfirmedAt != nil})
	u.IsAnonymous = false
}
