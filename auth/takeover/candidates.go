package takeover

import (
	"cmp"
	"slices"
	"strings"

	"phonelogin/auth/secrets"
	"phonelogin/auth/wire"
	"phonelogin/models"
	"phonelogin/models/gotrue"
	"phonelogin/models/phone"
)

// unfitReason is why a user cannot be imported, or "".
func unfitReason(u *gotrue.User) string {
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

// candidate is a user of the other server as they will be stored here, with
// everything that belongs to them.
type candidate struct {
	user     models.User
	factors  []models.MFAFactor
	sessions []models.Session
	tokens   []models.RefreshToken
	skipped  []skippedItem
}

func (c *candidate) skip(what, reason string) {
	c.skipped = append(c.skipped, skippedItem{User: c.user.ID, What: what, Reason: reason})
}

// candidates returns the users of a batch who can be imported, in their order, and
// the skipped items.
func (i *Import) candidates(b *gotrue.Batch) ([]*candidate, []skippedItem, error) {
	var all []*candidate
	var left []skippedItem
	byID := map[string]*candidate{}
	for k := range b.Users {
		u := &b.Users[k]
		if reason := unfitReason(u); reason != "" {
			left = append(left, skippedItem{User: u.ID, What: "user", Reason: reason})
			continue
		}
		c := &candidate{user: i.user(u)}
		if sent := strings.ReplaceAll(strings.TrimPrefix(u.Phone.Digits(), "+"), " ", ""); sent != c.user.Phone.Digits() {
			c.skip(numberItem, respelled)
		}
		i.takePassword(c)
		all = append(all, c)
		byID[u.ID] = c
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
	for _, c := range all {
		if locked[c.user.ID] {
			left = append(left, skippedItem{User: c.user.ID, What: "user", Reason: factorEncrypted})
			continue
		}
		open = append(open, c)
	}
	return open, left, nil
}

// user is the row of a user. A pending code for a change of number is not imported;
// the user asks for a new one.
func (i *Import) user(from *gotrue.User) models.User {
	u := from.User
	u.Aud, u.Role = cmp.Or(u.Aud, i.importer.audience), cmp.Or(u.Role, i.importer.role)
	u.Phone = today(u.Phone)
	u.WantedPhone = today(u.WantedPhone)
	return u
}

// today is a number as stored here, or "".
func today(number phone.Number) phone.Number {
	p, err := number.Today()
	if err != nil {
		return ""
	}
	return p
}

// passwordHashes are the prefixes of hashes that this server can check.
var passwordHashes = []string{"$2a$", "$2b$", "$2y$", "$argon2i$", "$argon2id$", "$fbscrypt$"}

// takePassword keeps the hash. But that server gives every user a password, also
// users of one-time codes. Somebody who signed up with a stranger's number would
// keep access to the account when the owner of the number starts to use it. So a
// password counts only if the account proved its number or address.
func (i *Import) takePassword(c *candidate) {
	stored := string(c.user.Password)
	c.user.Password = ""
	if stored == "" {
		return
	}
	hash, err := i.decrypt(c.user.ID, stored)
	switch {
	case err != nil:
		c.skip("password", encrypted)
	case c.user.PhoneConfirmedAt == nil && c.user.EmailConfirmedAt == nil:
		c.skip("password", unproved)
	case !hasPrefix(hash, passwordHashes):
		c.skip("password", unknownHash)
	default:
		c.user.Password = models.Text(hash)
	}
}

func hasPrefix(s string, prefixes []string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(s, p) })
}

// takeIdentities puts the phone identity into the user's columns and the others
// into their list.
func (i *Import) takeIdentities(users map[string]*candidate, identities []gotrue.Identity) error {
	for _, from := range identities {
		c := users[from.UserID]
		id := string(from.ID)
		if id == "" {
			fresh, err := secrets.NewID(i.importer.random)
			if err != nil {
				return err
			}
			id = fresh
		}
		if u := &c.user; from.Provider == "phone" {
			u.IdentityID, u.IdentityData = models.Text(id), from.IdentityData
			u.IdentityCreatedAt, u.IdentityUpdatedAt = cmp.Or(from.CreatedAt, &u.CreatedAt), cmp.Or(from.UpdatedAt, &u.UpdatedAt)
			continue
		}
		c.user.MoreIdentities = append(c.user.MoreIdentities, models.Identity{
			IdentityID: id, ID: from.ProviderID, UserID: from.UserID, IdentityData: from.IdentityData,
			Provider: from.Provider, Email: from.Email,
			LastSignInAt: wire.UTC(from.LastSignInAt), CreatedAt: wire.UTC(from.CreatedAt), UpdatedAt: wire.UTC(from.UpdatedAt),
		})
	}
	return nil
}

// pickStorable picks the candidates without a conflicting row.
func pickStorable(candidates []*candidate, inTheWay []models.User) (*models.Imported, []skippedItem) {
	rows, left := &models.Imported{}, []skippedItem{}
	ids, phones, emails := map[string]bool{}, map[phone.Number]bool{}, map[models.Text]bool{}
	occupy := func(u *models.User) {
		number := today(u.Phone) // users here may have an older spelling
		ids[u.ID], phones[number], emails[u.Email] = true, number != "", u.Email != ""
	}
	for k := range inTheWay {
		occupy(&inTheWay[k])
	}
	for _, c := range candidates {
		reason := ""
		switch {
		case ids[c.user.ID]:
			reason = alreadyHere
		case phones[c.user.Phone]:
			reason = phoneTaken
		case emails[c.user.Email]:
			reason = emailTaken
		}
		if reason != "" {
			left = append(left, skippedItem{User: c.user.ID, What: "user", Reason: reason})
			continue
		}
		occupy(&c.user)
		rows.Users, rows.Factors = append(rows.Users, c.user), append(rows.Factors, c.factors...)
		rows.Sessions, rows.Tokens = append(rows.Sessions, c.sessions...), append(rows.Tokens, c.tokens...)
		left = append(left, c.skipped...)
	}
	return rows, left
}
