package takeover

import (
	"encoding/base32"
	"fmt"
	"strings"

	"phonelogin/auth/phone"
	"phonelogin/models"
	"phonelogin/models/gotrue"
)

// takeFactors gives users their factors, and tells whose account would be open
// to the first factor alone because the second one cannot be read.
func (i *Import) takeFactors(users map[string]*arrival, factors []models.MFAFactor) (locked map[string]bool, err error) {
	locked = map[string]bool{}
	for _, f := range factors {
		n := users[f.UserID]
		if strings.TrimSpace(f.FriendlyName) == "" {
			f.FriendlyName = "" // that server lets any number of blank names be
		}
		var reason string
		switch f.FactorType {
		case "phone":
			f.Phone, f.Secret = today(f.Phone), nil
			if f.Phone == "" {
				reason = invalidPhone
			}
		case "totp":
			if reason, err = i.resealSecret(&f); err != nil {
				return nil, err
			}
			locked[f.UserID] = locked[f.UserID] || reason == encrypted && f.Status == "verified"
		default:
			reason = webauthnFactor
		}
		if reason == "" && f.Phone != "" && n.hasFactorPhone(f.Phone) {
			reason = phoneTaken
		}
		if reason != "" {
			n.leave("factor", reason)
			continue
		}
		n.factors = append(n.factors, f)
		n.user.Factors++
	}
	return locked, nil
}

func (n *arrival) hasFactorPhone(number phone.Number) bool {
	for _, f := range n.factors {
		if f.Phone == number {
			return true
		}
	}
	return false
}

// resealSecret encrypts the secret of an authenticator app with our key, or tells
// why it cannot.
func (i *Import) resealSecret(f *models.MFAFactor) (reason string, err error) {
	text, err := i.unlock(f.ID, string(f.Secret))
	if err != nil {
		return encrypted, nil
	}
	plain := strings.ToUpper(strings.TrimRight(text, "="))
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(plain)
	if err != nil || len(secret) == 0 {
		return badSecret, nil
	}
	if f.Secret, err = i.to.factorSeal.Close(i.to.random, f.ID, secret); err != nil {
		return "", fmt.Errorf("encrypt secret: %w", err)
	}
	return "", nil
}

// takeSessions gives users their sessions with the refresh tokens that these go
// on with.
func (i *Import) takeSessions(users map[string]*arrival, sessions []gotrue.Session, tokens []gotrue.Token) error {
	holders := map[string]*arrival{}
	for _, from := range sessions {
		n := users[from.UserID]
		if from.OAuth {
			// A third party holds it, with fewer rights than it would have here.
			n.leave("session", oauthClient)
			continue
		}
		session, reason, err := i.session(from.Session)
		if err != nil {
			return err
		}
		if reason != "" {
			n.leave("refresh key", reason)
		}
		n.sessions = append(n.sessions, session)
		holders[session.ID] = n
	}
	for _, t := range tokens {
		n := holders[t.SessionID]
		if n == nil {
			continue
		}
		row := models.RefreshToken{
			Hash: i.to.refreshKeys.Hash(t.Token), SessionID: t.SessionID, Revoked: t.Revoked,
			CreatedAt: t.CreatedAt, UpdatedAt: t.UpdatedAt,
		}
		if t.Parent != "" {
			row.Parent = models.Text(i.to.refreshKeys.Hash(t.Parent))
		}
		n.tokens = append(n.tokens, row)
	}
	return nil
}

// session is the row of a session. One whose key of refresh tokens cannot be read
// is taken without it, and the reason told: its access token lives on, and then
// the user signs in again.
func (i *Import) session(from models.Session) (to models.Session, reason string, err error) {
	to = from
	to.Face, to.UserAgent, to.RefreshKey = models.APIFace(), models.TrimUserAgent(from.UserAgent), ""
	if to.AAL != "aal1" {
		to.AAL = models.AAL2
	}
	if to.AMR == nil {
		to.AMR = models.Methods{}
	}
	if from.RefreshKey == "" {
		return to, "", nil
	}
	key, err := i.unlock(from.ID, string(from.RefreshKey))
	if err != nil {
		return to, encrypted, nil
	}
	if to.RefreshKey, err = i.to.refreshKeys.Seal(i.to.random, from.ID, key, from.TokenCounter); err != nil {
		return to, badKey, nil
	}
	return to, "", nil
}
