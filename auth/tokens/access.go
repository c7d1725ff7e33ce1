package tokens

import (
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// Claims are what an access token says, in the order of wire contract section
// 8.1. jti is ours: rule S38 asks for it.
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

// The methods below make Claims readable to the JWT library.

// GetExpirationTime is the exp claim.
func (c Claims) GetExpirationTime() (*jwt.NumericDate, error) { return numericDate(c.ExpiresAt), nil }

// GetIssuedAt is the iat claim.
func (c Claims) GetIssuedAt() (*jwt.NumericDate, error) { return numericDate(c.IssuedAt), nil }

// GetNotBefore is absent from our tokens; see received for those of others.
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

// receivedClaims are claims as a token has them: others than we may write the audience
// as a list (RFC 7519, section 4.1.3), of which the first counts, and say from
// when on the token is good.
type receivedClaims struct {
	Claims
	Audience  audience         `json:"aud"`
	NotBefore *jwt.NumericDate `json:"nbf"`
}

// maxSkew is how far the clock of whoever made a token may be ahead of ours.
// Clocks that are kept by NTP differ by less than a second; five allow for a poor
// one, and are too few to use a token before its time. Nothing is allowed for
// exp: it would only make tokens live longer.
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
