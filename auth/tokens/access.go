package tokens

import (
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// Claims are the claims of an access token, in the order of wire contract section
// 8.1. jti is an addition, for rule S38.
type Claims struct {
	Issuer       string         `json:"iss,omitempty"`
	Subject      string         `json:"sub,omitempty"`
	Audience     string         `json:"aud,omitempty"`
	ExpiresAt    int64          `json:"exp,omitempty"`
	IssuedAt     int64          `json:"iat,omitempty"`
	ID           string         `json:"jti,omitempty"`
	Email        string         `json:"email"`
	Phone        string         `json:"phone"` // digits without "+"
	AppMetadata  map[string]any `json:"app_metadata"`
	UserMetadata map[string]any `json:"user_metadata"`
	Role         string         `json:"role"`
	AAL          string         `json:"aal,omitempty"`
	AMR          any            `json:"amr,omitempty"`
	SessionID    string         `json:"session_id,omitempty"`
	IsAnonymous  bool           `json:"is_anonymous"`
}

// The methods below implement jwt.Claims.

// GetExpirationTime is the exp claim.
func (c Claims) GetExpirationTime() (*jwt.NumericDate, error) { return numericDate(c.ExpiresAt), nil }

// GetIssuedAt is the iat claim.
func (c Claims) GetIssuedAt() (*jwt.NumericDate, error) { return numericDate(c.IssuedAt), nil }

// GetNotBefore is always nil: our tokens have no nbf. See receivedClaims for other
// tokens.
func (c Claims) GetNotBefore() (*jwt.NumericDate, error) { return nil, nil }

// GetIssuer is the iss claim.
func (c Claims) GetIssuer() (string, error) { return c.Issuer, nil }

// GetSubject is the sub claim.
func (c Claims) GetSubject() (string, error) { return c.Subject, nil }

// GetAudience is the aud claim.
func (c Claims) GetAudience() (jwt.ClaimStrings, error) {
	return jwt.ClaimStrings{c.Audience}, nil
}

func numericDate(unix int64) *jwt.NumericDate {
	if unix == 0 {
		return nil
	}
	return jwt.NewNumericDate(time.Unix(unix, 0))
}

// receivedClaims are the claims of a token that was sent to us. Others may write
// the audience as a list (RFC 7519, section 4.1.3), of which the first counts, and
// add nbf.
type receivedClaims struct {
	Claims
	Audience  audience         `json:"aud"`
	NotBefore *jwt.NumericDate `json:"nbf"`
}

// maxSkew is how far the clock of a token's maker may be ahead of ours. Clocks kept
// by NTP differ by less than a second; five allow for a poor one without accepting
// tokens before their time. exp has no such allowance: it would only prolong
// tokens.
const maxSkew = 5 * time.Second

// GetNotBefore is the nbf claim (RFC 7519, section 4.1.5), less maxSkew.
func (r receivedClaims) GetNotBefore() (*jwt.NumericDate, error) {
	if r.NotBefore == nil {
		return nil, nil
	}
	return jwt.NewNumericDate(r.NotBefore.Add(-maxSkew)), nil
}

type audience string

// UnmarshalJSON reads a string or a list of strings.
func (a *audience) UnmarshalJSON(text []byte) error {
	var list jwt.ClaimStrings
	err := list.UnmarshalJSON(text)
	if len(list) > 0 {
		*a = audience(list[0])
	}
	return err
}
