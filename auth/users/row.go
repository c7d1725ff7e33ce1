package users

import (
	"slices"
	"time"

	"phonelogin/auth/secrets"
	"phonelogin/models"
)

// Newcomer makes the row of a new user with a phone identity. It has no number: the
// caller sets the one that was proved. data becomes metadata of the user.
func (u *Users) Newcomer(id string, data models.Metadata) (*models.User, error) {
	identity, err := secrets.NewID(u.random)
	if err != nil {
		return nil, err
	}
	// The app's data goes first: it must not set these three.
	known := models.Metadata{}
	for k, v := range data {
		known[k] = v
	}
	known["sub"], known["email_verified"], known["phone_verified"] = id, false, true
	return &models.User{
		ID: id, Aud: u.audience, Role: u.role,
		AppMetadata:  models.Metadata{"provider": "phone", "providers": []string{"phone"}},
		UserMetadata: known, IdentityID: models.Text(identity), IdentityData: known,
	}, nil
}

// Anonymous makes the row of a new user who has neither a number nor another identity.
func (u *Users) Anonymous(id string, data models.Metadata, now time.Time) *models.User {
	if data == nil {
		data = models.Metadata{} // apps read an object, never null
	}
	return &models.User{
		ID: id, Aud: u.audience, Role: u.role, IsAnonymous: true,
		UserMetadata: data, LastSignInAt: &now, CreatedAt: now, UpdatedAt: now,
	}
}

// NameProviders brings the list of providers in a user's metadata in line with the
// identities. The main provider stays while the user has an identity of it.
func NameProviders(u *models.User) {
	var all []string
	for _, i := range u.MoreIdentities {
		if !slices.Contains(all, i.Provider) {
			all = append(all, i.Provider)
		}
	}
	if u.IdentityID != "" {
		all = append(all, "phone")
	}
	if len(all) == 0 {
		u.AppMetadata = u.AppMetadata.Merged(models.Metadata{"provider": nil, "providers": nil})
		return
	}
	first, _ := u.AppMetadata["provider"].(string) // "" for a new user
	if !slices.Contains(all, first) {
		first = all[0]
	}
	u.AppMetadata = u.AppMetadata.Merged(models.Metadata{"provider": first, "providers": all})
}
