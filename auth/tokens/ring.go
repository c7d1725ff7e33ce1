package tokens

import (
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// Ring holds the keys: one signs, all verify. They can be replaced while requests
// use them.
type Ring struct {
	current atomic.Pointer[keySet]
	parser  *jwt.Parser
}

// keySet is the immutable content of a ring.
type keySet struct {
	keys   []*Key // the signing one first
	byID   map[string]*Key
	secret *Key // verifies HS256 tokens without a kid
	public []JWK
}

// NewRing makes a ring; signing signs.
func NewRing(now func() time.Time, signing *Key, others ...*Key) *Ring {
	r := &Ring{parser: jwt.NewParser(
		jwt.WithValidMethods(Algorithms), jwt.WithTimeFunc(now), jwt.WithStrictDecoding())}
	r.Replace(signing, others...)
	return r
}

// Replace replaces all keys at once. Of keys with the same kid the first counts.
func (r *Ring) Replace(signing *Key, others ...*Key) {
	h := &keySet{byID: map[string]*Key{}, public: []JWK{}}
	for _, k := range append([]*Key{signing}, others...) {
		if h.find(k.ID) != nil {
			continue
		}
		if k.ID == "" {
			h.secret = k
		} else {
			h.byID[k.ID] = k
		}
		h.keys = append(h.keys, k)
		if k.public != nil {
			h.public = append(h.public, *k.public)
		}
	}
	r.current.Store(h)
}

// find returns the key of a kid, the secret for "", or nil.
func (h *keySet) find(id string) *Key {
	if id == "" {
		return h.secret
	}
	return h.byID[id]
}

// Keys are all keys, the signing one first.
func (r *Ring) Keys() []*Key { return r.current.Load().keys }

// Public is the key set for others: the public halves in the order of Keys, and
// never nil.
func (r *Ring) Public() []JWK { return r.current.Load().public }

// Algorithm names how new tokens are signed.
func (r *Ring) Algorithm() string { return r.Keys()[0].alg }

// Sign makes an access token. Claims, or any other value that JSON makes an
// object of, such as what a hook answered, are encoded as given.
func (r *Ring) Sign(claims any) (string, error) {
	signed, err := r.Keys()[0].signJWT(claims)
	if err != nil {
		return "", fmt.Errorf("sign access token: %w", err)
	}
	return signed, nil
}

// maxToken bounds what is parsed: metadata can make tokens long, nothing makes
// them this long.
const maxToken = 64 << 10

// ErrUnknownKid is the error of Verify for a token whose kid is not in the ring,
// which may be one that another replica knows already.
var ErrUnknownKid = errors.New("unrecognized JWT kid")

var (
	errUnknownKey = errors.New("unrecognized JWT kid or alg")
	errOtherUse   = errors.New("token is of another type")
)

// Verify reads a token whose signature and times are right. The error is a
// sentence for developers and never quotes the token.
func (r *Ring) Verify(token string) (*Claims, error) {
	if len(token) > maxToken {
		return nil, errors.New("token is malformed: too long")
	}
	var c receivedClaims
	if _, err := r.parser.ParseWithClaims(token, &c, r.current.Load().key); err != nil {
		return nil, reason(err)
	}
	c.Claims.Audience = string(c.Audience)
	return &c.Claims, nil
}

// key picks by kid, and else the secret; what the token calls itself never
// brings in a key from outside the ring, nor an algorithm that is not the key's:
// a public key is no secret (RFC 8725, sections 2.1 and 3.1; S38).
func (h *keySet) key(t *jwt.Token) (any, error) {
	// Tokens for other uses that the same keys may sign name their type (RFC 8725,
	// section 3.11; S39). What crit demands is not understood here (RFC
	// 7515, section 4.1.11).
	typ, named := t.Header["typ"]
	name, _ := typ.(string) // what is no string is not "JWT"
	if _, critical := t.Header["crit"]; critical || named && !strings.EqualFold(name, "JWT") {
		return nil, errOtherUse
	}
	k := h.secret
	if id, ok := t.Header["kid"]; ok {
		name, _ := id.(string) // what is no string is in no ring
		if k = h.byID[name]; k == nil {
			return nil, ErrUnknownKid
		}
	}
	if k == nil || k.alg != t.Method.Alg() {
		return nil, errUnknownKey
	}
	return k.verify, nil
}

// reason keeps the library's kinds of failure and drops their details, which
// quote the token.
func reason(err error) error {
	for _, known := range []error{
		jwt.ErrTokenMalformed, jwt.ErrTokenExpired, jwt.ErrTokenNotValidYet, jwt.ErrTokenUsedBeforeIssued,
		ErrUnknownKid, errUnknownKey, errOtherUse, jwt.ErrTokenSignatureInvalid,
	} {
		if errors.Is(err, known) {
			return known
		}
	}
	return errors.New("token is invalid")
}
