package tokens

import (
	"errors"
	"fmt"
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

// GetNotBefore is absent from our tokens.
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

// Ring holds the keys: one signs, all of them check.
type Ring struct {
	signing *Key
	byID    map[string]*Key
	secret  *Key // checks HS256 tokens without a kid
	algs    []string
	now     func() time.Time
}

// NewRing makes a ring whose first key signs. Tokens with any other algorithm
// than those of the keys are refused (proves S38).
func NewRing(now func() time.Time, signing *Key, others ...*Key) *Ring {
	r := &Ring{signing: signing, byID: map[string]*Key{}, now: now}
	for _, k := range append([]*Key{signing}, others...) {
		if k.ID == "" {
			r.secret = k
		} else {
			r.byID[k.ID] = k
		}
		r.algs = append(r.algs, k.alg)
	}
	return r
}

// Public is the key set for others: asymmetric keys only, never nil.
func (r *Ring) Public() []JWK {
	set := []JWK{}
	for _, k := range r.byID {
		if k.public != nil {
			set = append(set, *k.public)
		}
	}
	return set
}

// Algorithm names how new tokens are signed.
func (r *Ring) Algorithm() string { return r.signing.alg }

// Sign makes an access token.
func (r *Ring) Sign(c Claims) (string, error) {
	t := jwt.NewWithClaims(jwt.GetSigningMethod(r.signing.alg), c)
	if r.signing.ID != "" {
		t.Header["kid"] = r.signing.ID
	}
	signed, err := t.SignedString(r.signing.sign)
	if err != nil {
		return "", fmt.Errorf("sign access token: %w", err)
	}
	return signed, nil
}

// maxToken bounds what is parsed: metadata can make tokens long, nothing makes
// them this long.
const maxToken = 64 << 10

// Verify reads a token whose signature and times are right. The error is a
// sentence for developers and never quotes the token.
func (r *Ring) Verify(token string) (*Claims, error) {
	if len(token) > maxToken {
		return nil, errors.New("token is malformed: too long")
	}
	var c Claims
	p := jwt.NewParser(jwt.WithValidMethods(r.algs), jwt.WithTimeFunc(r.now), jwt.WithStrictDecoding())
	if _, err := p.ParseWithClaims(token, &c, r.key); err != nil {
		return nil, reason(err)
	}
	return &c, nil
}

// key picks by kid, and else the secret; what the token calls itself never
// brings in a key from outside the ring.
func (r *Ring) key(t *jwt.Token) (any, error) {
	k := r.secret
	if id, ok := t.Header["kid"]; ok {
		name, _ := id.(string) // a kid that is no string is not in the ring
		k = r.byID[name]
	}
	if k == nil {
		return nil, errUnknownKey
	}
	if k.alg != t.Method.Alg() {
		return nil, errUnknownKey
	}
	return k.verify, nil
}

var errUnknownKey = errors.New("unrecognized JWT kid or alg")

// reason keeps the library's kinds of failure and drops their details, which
// quote the token.
func reason(err error) error {
	for _, known := range []error{
		jwt.ErrTokenMalformed, jwt.ErrTokenExpired, jwt.ErrTokenUsedBeforeIssued,
		jwt.ErrTokenSignatureInvalid, errUnknownKey,
	} {
		if errors.Is(err, known) {
			return known
		}
	}
	return errors.New("token is invalid")
}
