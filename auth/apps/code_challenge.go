package apps

import (
	"crypto/sha256"
	"encoding/base64"
	"regexp"
	"strings"

	"phonelogin/auth/refusal"
	"phonelogin/auth/secrets"
)

// verifierAlphabet: RFC 7636, section 4.1.
var verifierAlphabet = regexp.MustCompile(`^[A-Za-z0-9\-._~]*$`)

// CheckCodeChallenge checks the form of a PKCE code challenge and its method (RFC
// 7636). A request without both does not use PKCE and passes. Refuses with
// BadCodeChallenge.
func CheckCodeChallenge(codeChallenge, method string) error {
	switch {
	case (codeChallenge == "") != (method == ""):
		return refusal.Kinded(refusal.BadCodeChallenge, refusal.PKCEHalf)
	case codeChallenge == "":
		return nil
	case !strings.EqualFold(method, "s256") && !strings.EqualFold(method, "plain"):
		return refusal.Kinded(refusal.BadCodeChallenge, refusal.PKCEMethod)
	case len(codeChallenge) < 43 || len(codeChallenge) > 128:
		return refusal.Kinded(refusal.BadCodeChallenge, refusal.CodeChallengeLength)
	case !verifierAlphabet.MatchString(codeChallenge):
		return refusal.Kinded(refusal.BadCodeChallenge, refusal.CodeChallengeCharacters)
	}
	return nil
}

// VerifierMatches reports whether a verifier belongs to a code challenge of method
// S256 (RFC 7636, section 4.6).
func VerifierMatches(codeChallenge, verifier string) bool {
	sum := sha256.Sum256([]byte(verifier))
	return secrets.Equal(codeChallenge, base64.RawURLEncoding.EncodeToString(sum[:]))
}
