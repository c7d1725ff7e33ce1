package auth

import (
	"time"

	"phonelogin/models"
)

// Identity is one way in which a user is known.
type Identity = models.Identity

// UserOnWire is a user as the wire contract has it (section 3.1), in answers and
// in questions to hooks; the order of members is the contract's.
type UserOnWire struct {
	ID                     string         `json:"id"`
	Aud                    string         `json:"aud"`
	Role                   string         `json:"role"`
	Email                  string         `json:"email"`
	EmailConfirmedAt       *time.Time     `json:"email_confirmed_at,omitempty"`
	Phone                  string         `json:"phone"`
	PhoneConfirmedAt       *time.Time     `json:"phone_confirmed_at,omitempty"`
	ConfirmationSentAt     *time.Time     `json:"confirmation_sent_at,omitempty"`
	ConfirmedAt            *time.Time     `json:"confirmed_at,omitempty"`
	NewPhone               string         `json:"new_phone,omitempty"`
	PhoneChangeSentAt      *time.Time     `json:"phone_change_sent_at,omitempty"`
	ReauthenticationSentAt *time.Time     `json:"reauthentication_sent_at,omitempty"`
	LastSignInAt           *time.Time     `json:"last_sign_in_at,omitempty"`
	AppMetadata            Metadata       `json:"app_metadata"`
	UserMetadata           Metadata       `json:"user_metadata"`
	Factors                []FactorOnWire `json:"factors,omitempty"`
	Identities             []Identity     `json:"identities"`
	CreatedAt              time.Time      `json:"created_at"`
	UpdatedAt              time.Time      `json:"updated_at"`
	BannedUntil            *time.Time     `json:"banned_until,omitempty"`
	DeletedAt              *time.Time     `json:"deleted_at,omitempty"`
	IsAnonymous            bool           `json:"is_anonymous"`
}

// FactorOnWire is a second factor (wire contract, section 6.13).
type FactorOnWire struct {
	ID               string     `json:"id"`
	CreatedAt        time.Time  `json:"created_at"`
	UpdatedAt        time.Time  `json:"updated_at"`
	Status           string     `json:"status"`
	FriendlyName     string     `json:"friendly_name,omitempty"`
	FactorType       string     `json:"factor_type"`
	Phone            string     `json:"phone,omitempty"`
	LastChallengedAt *time.Time `json:"last_challenged_at"`
}

// ToWire is a user in that form.
func ToWire(u *User) UserOnWire {
	w := UserOnWire{
		ID: u.ID, Aud: u.Aud, Role: u.Role, Email: string(u.Email), EmailConfirmedAt: utc(u.EmailConfirmedAt),
		Phone: string(u.Phone), PhoneConfirmedAt: utc(u.PhoneConfirmedAt),
		ConfirmationSentAt: utc(u.ConfirmationSentAt), ConfirmedAt: utc(first(u.EmailConfirmedAt, u.PhoneConfirmedAt)),
		NewPhone: string(u.PhoneChange), PhoneChangeSentAt: utc(u.PhoneChangeSentAt),
		ReauthenticationSentAt: utc(u.ReauthenticationSentAt), LastSignInAt: utc(u.LastSignInAt),
		AppMetadata: object(u.AppMetadata), UserMetadata: proved(u, u.UserMetadata), Identities: identities(u),
		CreatedAt: u.CreatedAt.UTC(), UpdatedAt: u.UpdatedAt.UTC(), BannedUntil: utc(u.BannedUntil),
		DeletedAt: utc(u.DeletedAt), IsAnonymous: u.IsAnonymous,
	}
	if len(u.FactorRows) > 0 {
		w.Factors = factorsOnWire(u.FactorRows)
	}
	return w
}

// factorsOnWire are factors in the wire's form; never nil.
func factorsOnWire(rows []models.MFAFactor) []FactorOnWire {
	all := make([]FactorOnWire, 0, len(rows))
	for _, f := range rows {
		all = append(all, FactorOnWire{
			ID: f.ID, CreatedAt: f.CreatedAt.UTC(), UpdatedAt: f.UpdatedAt.UTC(), Status: f.Status,
			FriendlyName: f.FriendlyName, FactorType: f.FactorType, Phone: string(f.Phone),
			LastChallengedAt: utc(f.LastChallengedAt),
		})
	}
	return all
}

// identities are all of a user, the phone's first; never nil.
func identities(u *User) []Identity {
	all := []Identity{}
	if u.IdentityID != "" {
		all = append(all, Identity{
			IdentityID: string(u.IdentityID), ID: u.ID, UserID: u.ID, IdentityData: proved(u, u.IdentityData),
			Provider: "phone", LastSignInAt: utc(u.IdentityCreatedAt),
			CreatedAt: utc(u.IdentityCreatedAt), UpdatedAt: utc(u.IdentityUpdatedAt),
		})
	}
	return append(all, u.MoreIdentities...)
}

// proved is metadata whose phone_verified, where it is there, tells the truth: it
// was written when the user was made.
func proved(u *User, m Metadata) Metadata {
	if was, found := m["phone_verified"]; !found || was == (u.PhoneConfirmedAt != nil) {
		return object(m)
	}
	told := Metadata{}
	for k, v := range m {
		told[k] = v
	}
	told["phone_verified"] = u.PhoneConfirmedAt != nil
	return told
}

// first is the earlier of two times, of which either may be missing.
func first(a, b *time.Time) *time.Time {
	if a == nil || b != nil && b.Before(*a) {
		return b
	}
	return a
}

// utc is a time as the wire has it; drivers hand them out in the local zone.
func utc(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	u := t.UTC()
	return &u
}

func object(m Metadata) Metadata {
	if m == nil {
		return Metadata{}
	}
	return m
}
