package apps

import (
	"crypto/sha256"
	"encoding/base64"
	"regexp"
	"strings"

	"phonelogin/auth/refusal"
	"phonelogin/auth/secrets"
)

// verifierAlphabet is that of RFC 7636, section 4.1.
var verifierAlphabet = regexp.MustCompile(`^[A-Za-z0-9\-._~]*$`)

// CheckCodeChallenge checks the code challenge of a PKCE request as RFC 7636 has it.
// No challenge and no method is fine: the request does not use PKCE. Refuses with
// BadChallenge.
func CheckCodeChallenge(challenge, method string) error {
	switch {
	case (challenge == "") != (method == ""):
		return refusal.Kinded(refusal.BadChallenge, refusal.PKCEHalf)
	case challenge == "":
		return nil
	case !strings.EqualFold(method, "s256") && !strings.EqualFold(method, "plain"):
		return refusal.Kinded(refusal.BadChallenge, refusal.PKCEMethod)
	case len(challenge) < 43 || len(challenge) > 128:
		return refusal.Kinded(refusal.BadChallenge, refusal.ChallengeLength)
	case !verifierAlphabet.MatchString(challenge):
		return refusal.Kinded(refusal.BadChallenge, refusal.ChallengeSigns)
	}
	return nil
}

// VerifierMatches reports whether a verifier belongs to a code challenge of method
// S256 (RFC 7636, section 4.6).
func VerifierMatches(codeChallenge, verifier string) bool {
	sum := sha256.Sum256([]byte(verifier))
	return secrets.Equal(codeChallenge, base64.RawURLEncoding.EncodeToString(sum[:]))
}
