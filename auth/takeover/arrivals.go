package takeover

import (
	"cmp"
	"strings"

	"phonelogin/auth/phone"
	"phonelogin/auth/secrets"
	"phonelogin/auth/wire"
	"phonelogin/models"
	"phonelogin/models/gotrue"
)

// unfit tells why a user cannot be taken, or "".
func unfit(u *gotrue.User) string {
	switch {
	case u.DeletedAt != nil:
		return userDeleted
	case u.IsSSOUser:
		return ssoUser
	case u.Phone == "" && u.IsAnonymous:
		return ""
	case u.Phone == "":
		return noPhone
	}
	if _, err := u.Phone.Today(); err != nil {
		return invalidPhone
	}
	return ""
}

// arrival is a user as they will be here, with all that is theirs.
type arrival struct {
	user     models.User
	factors  []models.MFAFactor
	sessions []models.Session
	tokens   []models.RefreshToken
	left     []leftBehind
}

func (n *arrival) leave(what, reason string) {
	n.left = append(n.left, leftBehind{User: n.user.ID, What: what, Reason: reason})
}

// arrivals are the users of a batch who can be taken, in their order.
func (i *Import) arrivals(b *gotrue.Batch) ([]*arrival, []leftBehind, error) {
	var all []*arrival
	var left []leftBehind
	byID := map[string]*arrival{}
	for k := range b.Users {
		u := &b.Users[k]
		if reason := unfit(u); reason != "" {
			left = append(left, leftBehind{User: u.ID, What: "user", Reason: reason})
			continue
		}
		n := &arrival{user: i.user(u)}
		if sent := strings.ReplaceAll(strings.TrimPrefix(u.Phone.Digits(), "+"), " ", ""); sent != n.user.Phone.Digits() {
			n.leave(numberSpelled, respelled)
		}
		i.takePassword(n)
		all = append(all, n)
		byID[u.ID] = n
	}
	if err := i.takeIdentities(byID, b.Identities); err != nil {
		return nil, nil, err
	}
	locked, err := i.takeFactors(byID, b.Factors)
	if err != nil {
		return nil, nil, err
	}
	if err := i.takeSessions(byID, b.Sessions, b.Tokens); err != nil {
		return nil, nil, err
	}
	open := all[:0]
	for _, n := range all {
		if locked[n.user.ID] {
			left = append(left, leftBehind{User: n.user.ID, What: "user", Reason: factorLocked})
			continue
		}
		open = append(open, n)
	}
	return open, left, nil
}

// user is the row of a user. The code of a pending change of number is not taken:
// it is asked for anew.
func (i *Import) user(from *gotrue.User) models.User {
	u := from.User
	u.Aud, u.Role = cmp.Or(u.Aud, i.to.audience), cmp.Or(u.Role, i.to.role)
	u.Phone = today(u.Phone)
	u.PhoneChange = today(u.PhoneChange)
	return u
}

// today is a number as it is kept here, or "".
func today(number phone.Number) phone.Number {
	p, err := number.Today()
	if err != nil {
		return ""
	}
	return p
}

// passwordHashes are the beginnings of those that can be checked here.
var passwordHashes = []string{"$2a$", "$2b$", "$2y$", "$argon2i$", "$argon2id$", "$fbscrypt$"}

// takePassword keeps the hash as it is. That server gives a password to everybody,
// the users of one-time codes included: whoever typed a stranger's number at a
// sign-up would keep a way into the account once the owner of the number uses it.
func (i *Import) takePassword(n *arrival) {
	stored := string(n.user.Password)
	n.user.Password = ""
	if stored == "" {
		return
	}
	hash, err := i.unlock(n.user.ID, stored)
	switch {
	case err != nil:
		n.leave("password", encrypted)
	case n.user.PhoneConfirmedAt == nil && n.user.EmailConfirmedAt == nil:
		n.leave("password", unproven)
	case !hasPrefix(hash, passwordHashes):
		n.leave("password", unknownHash)
	default:
		n.user.Password = models.Text(hash)
	}
}

func hasPrefix(s string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

// takeIdentities puts the phone's into the user's columns and the others into
// their list.
func (i *Import) takeIdentities(users map[string]*arrival, identities []gotrue.Identity) error {
	for _, from := range identities {
		n := users[from.UserID]
		id := string(from.ID)
		if id == "" {
			fresh, err := secrets.NewID(i.to.random)
			if err != nil {
				return err
			}
			id = fresh
		}
		if u := &n.user; from.Provider == "phone" {
			u.IdentityID, u.IdentityData = models.Text(id), from.IdentityData
			u.IdentityCreatedAt, u.IdentityUpdatedAt = cmp.Or(from.CreatedAt, &u.CreatedAt), cmp.Or(from.UpdatedAt, &u.UpdatedAt)
			continue
		}
		n.user.MoreIdentities = append(n.user.MoreIdentities, models.Identity{
			IdentityID: id, ID: from.ProviderID, UserID: from.UserID, IdentityData: from.IdentityData,
			Provider: from.Provider, Email: from.Email,
			LastSignInAt: wire.UTC(from.LastSignInAt), CreatedAt: wire.UTC(from.CreatedAt), UpdatedAt: wire.UTC(from.UpdatedAt),
		})
	}
	return nil
}

// admit picks the arrivals that no row is in the way of.
func admit(arrivals []*arrival, inTheWay []models.User) (*models.Imported, []leftBehind) {
	rows, left := &models.Imported{}, []leftBehind{}
	ids, phones, emails := map[string]bool{}, map[phone.Number]bool{}, map[models.Text]bool{}
	occupy := func(u *models.User) {
		number := today(u.Phone) // of users here it may be in an older spelling
		ids[u.ID], phones[number], emails[u.Email] = true, number != "", u.Email != ""
	}
	for k := range inTheWay {
		occupy(&inTheWay[k])
	}
	for _, n := range arrivals {
		reason := ""
		switch {
		case ids[n.user.ID]:
			reason = alreadyHere
		case phones[n.user.Phone]:
			reason = phoneTaken
		case emails[n.user.Email]:
			reason = emailTaken
		}
		if reason != "" {
			left = append(left, leftBehind{User: n.user.ID, What: "user", Reason: reason})
			continue
		}
		occupy(&n.user)
		rows.Users, rows.Factors = append(rows.Users, n.user), append(rows.Factors, n.factors...)
		rows.Sessions, rows.Tokens = append(rows.Sessions, n.sessions...), append(rows.Tokens, n.tokens...)
		left = append(left, n.left...)
	}
	return rows, left
}
