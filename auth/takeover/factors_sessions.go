package takeover

import (
	"encoding/base32"
	"fmt"
	"slices"
	"strings"

	"phonelogin/models"
	"phonelogin/models/gotrue"
	"phonelogin/models/phone"
)

// takeFactors adds the factors of users. locked names the users with an unreadable
// verified factor: without it, their account would be open to the first factor
// alone.
func (i *Import) takeFactors(users map[string]*candidate, factors []models.MFAFactor) (locked map[string]bool, err error) {
	locked = map[string]bool{}
	for _, f := range factors {
		c := users[f.UserID]
		if strings.TrimSpace(f.FriendlyName) == "" {
			f.FriendlyName = "" // that server allows any number of blank names
		}
		var reason string
		switch f.FactorType {
		case models.PhoneFactor:
			f.Phone, f.Secret = today(f.Phone), nil
			if f.Phone == "" {
				reason = invalidPhone
			}
		case models.TOTPFactor:
			if reason, err = i.resealSecret(&f); err != nil {
				return nil, err
			}
			locked[f.UserID] = locked[f.UserID] || reason == encrypted && f.Verified()
		default:
			reason = webauthnFactor
		}
		if reason == "" && f.Phone != "" && c.hasFactorPhone(f.Phone) {
			reason = phoneTaken
		}
		if reason != "" {
			c.skip("factor", reason)
			continue
		}
		c.factors = append(c.factors, f)
		c.user.Factors++
	}
	return locked, nil
}

func (c *candidate) hasFactorPhone(number phone.Number) bool {
	return slices.ContainsFunc(c.factors, func(f models.MFAFactor) bool { return f.Phone == number })
}

// resealSecret encrypts the secret of an authenticator app with our key, or returns
// the reason why it cannot.
func (i *Import) resealSecret(f *models.MFAFactor) (reason string, err error) {
	text, err := i.decrypt(f.ID, string(f.Secret))
	if err != nil {
		return encrypted, nil
	}
	plain := strings.ToUpper(strings.TrimRight(text, "="))
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(plain)
	if err != nil || len(secret) == 0 {
		return badSecret, nil
	}
	if f.Secret, err = i.importer.factorSeal.Close(i.importer.random, f.ID, secret); err != nil {
		return "", fmt.Errorf("encrypt secret: %w", err)
	}
	return "", nil
}

// takeSessions adds the sessions of users with their current refresh tokens.
func (i *Import) takeSessions(users map[string]*candidate, sessions []gotrue.Session, tokens []gotrue.Token) error {
	holders := map[string]*candidate{}
	for _, from := range sessions {
		c := users[from.UserID]
		if from.OAuth {
			// A third party holds this session. It would have more rights here.
			c.skip("session", oauthClient)
			continue
		}
		session, reason, err := i.session(from.Session)
		if err != nil {
			return err
		}
		if reason != "" {
			c.skip("refresh key", reason)
		}
		c.sessions = append(c.sessions, session)
		holders[session.ID] = c
	}
	for _, t := range tokens {
		c := holders[t.SessionID]
		if c == nil {
			continue
		}
		row := models.RefreshToken{
			Hash: i.importer.refreshKeys.Hash(t.Token), SessionID: t.SessionID, Revoked: t.Revoked,
			CreatedAt: t.CreatedAt, UpdatedAt: t.UpdatedAt,
		}
		if t.Parent != "" {
			row.Parent = models.Text(i.importer.refreshKeys.Hash(t.Parent))
		}
		c.tokens = append(c.tokens, row)
	}
	return nil
}

// session is the row of a session. If its refresh key cannot be read, the session
// is imported without it, with a reason: its access token stays valid, and then the
// user signs in again.
func (i *Import) session(from models.Session) (to models.Session, reason string, err error) {
	to = from
	to.Face, to.UserAgent, to.RefreshKey = models.APIFace(), models.TrimUserAgent(from.UserAgent), ""
	if to.AAL != models.AAL1 {
		to.AAL = models.AAL2
	}
	if to.AMR == nil {
		to.AMR = models.Methods{}
	}
	if from.RefreshKey == "" {
		return to, "", nil
	}
	key, err := i.decrypt(from.ID, string(from.RefreshKey))
	if err != nil {
		return to, encrypted, nil
	}
	if to.RefreshKey, err = i.importer.refreshKeys.Seal(i.importer.random, from.ID, key, from.TokenCounter); err != nil {
		return to, badKey, nil
	}
	return to, "", nil
}
