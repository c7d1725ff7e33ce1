package wire

import (
	"time"

	"phonelogin/models"
	"phonelogin/models/phone"
)

// User is a user in answers and in questions to hooks (wire contract, section 3.1),
// members in the contract's order.
type User struct {
	ID                     string            `json:"id"`
	Aud                    string            `json:"aud"`
	Role                   string            `json:"role"`
	Email                  string            `json:"email"`
	EmailConfirmedAt       *time.Time        `json:"email_confirmed_at,omitempty"`
	Phone                  phone.Number      `json:"phone"`
	PhoneConfirmedAt       *time.Time        `json:"phone_confirmed_at,omitempty"`
	ConfirmationSentAt     *time.Time        `json:"confirmation_sent_at,omitempty"`
	ConfirmedAt            *time.Time        `json:"confirmed_at,omitempty"`
	NewPhone               phone.Number      `json:"new_phone,omitempty"`
	PhoneChangeSentAt      *time.Time        `json:"phone_change_sent_at,omitempty"`
	ReauthenticationSentAt *time.Time        `json:"reauthentication_sent_at,omitempty"`
	LastSignInAt           *time.Time        `json:"last_sign_in_at,omitempty"`
	AppMetadata            models.Metadata   `json:"app_metadata"`
	UserMetadata           models.Metadata   `json:"user_metadata"`
	Factors                []Factor          `json:"factors,omitempty"`
	Identities             []models.Identity `json:"identities"`
	CreatedAt              time.Time         `json:"created_at"`
	UpdatedAt              time.Time         `json:"updated_at"`
	BannedUntil            *time.Time        `json:"banned_until,omitempty"`
	DeletedAt              *time.Time        `json:"deleted_at,omitempty"`
	IsAnonymous            bool              `json:"is_anonymous"`
}

// Factor is a second factor (wire contract, section 6.13).
type Factor struct {
	ID               string       `json:"id"`
	CreatedAt        time.Time    `json:"created_at"`
	UpdatedAt        time.Time    `json:"updated_at"`
	Status           string       `json:"status"`
	FriendlyName     string       `json:"friendly_name,omitempty"`
	FactorType       string       `json:"factor_type"`
	Phone            phone.Number `json:"phone,omitempty"`
	LastChallengedAt *time.Time   `json:"last_challenged_at"`
}

// UserOf converts a user.
func UserOf(u *models.User) User {
	w := User{
		ID: u.ID, Aud: u.Aud, Role: u.Role, Email: string(u.Email), EmailConfirmedAt: UTC(u.EmailConfirmedAt),
		Phone: u.Phone, PhoneConfirmedAt: UTC(u.PhoneConfirmedAt),
		ConfirmationSentAt: UTC(u.ConfirmationSentAt), ConfirmedAt: UTC(earlier(u.EmailConfirmedAt, u.PhoneConfirmedAt)),
		NewPhone: u.WantedPhone, PhoneChangeSentAt: UTC(u.PhoneChangeSentAt),
		ReauthenticationSentAt: UTC(u.ReauthenticationSentAt), LastSignInAt: UTC(u.LastSignInAt),
		AppMetadata: NotNil(u.AppMetadata), UserMetadata: WithTruePhoneVerified(u, u.UserMetadata), Identities: IdentitiesOf(u),
		CreatedAt: u.CreatedAt.UTC(), UpdatedAt: u.UpdatedAt.UTC(), BannedUntil: UTC(u.BannedUntil),
		DeletedAt: UTC(u.DeletedAt), IsAnonymous: u.IsAnonymous,
	}
	if len(u.FactorRows) > 0 {
		w.Factors = FactorsOf(u.FactorRows)
	}
	return w
}

// FactorsOf converts factors; never nil.
func FactorsOf(rows []models.MFAFactor) []Factor {
	all := make([]Factor, 0, len(rows))
	for _, f := range rows {
		all = append(all, Factor{
			ID: f.ID, CreatedAt: f.CreatedAt.UTC(), UpdatedAt: f.UpdatedAt.UTC(), Status: f.Status,
			FriendlyName: f.FriendlyName, FactorType: f.FactorType, Phone: f.Phone,
			LastChallengedAt: UTC(f.LastChallengedAt),
		})
	}
	return all
}

// IdentitiesOf returns all identities of a user, the phone's first; never nil.
func IdentitiesOf(u *models.User) []models.Identity {
	all := []models.Identity{}
	if u.IdentityID != "" {
		all = append(all, models.Identity{
			IdentityID: string(u.IdentityID), ID: u.ID, UserID: u.ID, IdentityData: WithTruePhoneVerified(u, u.IdentityData),
			Provider: "phone", LastSignInAt: UTC(u.IdentityCreatedAt),
			CreatedAt: UTC(u.IdentityCreatedAt), UpdatedAt: UTC(u.IdentityUpdatedAt),
		})
	}
	return append(all, u.MoreIdentities...)
}

// WithTruePhoneVerified corrects phone_verified in metadata, if present: it was
// stored when the user was created.
func WithTruePhoneVerified(u *models.User, m models.Metadata) models.Metadata {
	if was, found := m["phone_verified"]; !found || was == (u.PhoneConfirmedAt != nil) {
		return NotNil(m)
	}
	corrected := models.Metadata{}
	for k, v := range m {
		corrected[k] = v
	}
	corrected["phone_verified"] = u.PhoneConfirmedAt != nil
	return corrected
}

// earlier is the earlier of two times, either of which may be nil.
func earlier(a, b *time.Time) *time.Time {
	if a == nil || b != nil && b.Before(*a) {
		return b
	}
	return a
}

// UTC converts a time; database drivers return times in the local zone.
func UTC(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	u := t.UTC()
	return &u
}

func NotNil(m models.Metadata) models.Metadata {
	if m == nil {
		return models.Metadata{}
	}
	return m
}
