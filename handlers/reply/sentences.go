package reply

import (
	"fmt"
	"strings"

	"phonelogin/auth/refusal"
)

// kinds are the sentences of refusals of several kinds; "" is that of no kind.
var kinds = map[refusal.Reason]map[refusal.Kind]string{
	refusal.WrongCode: {
		refusal.PhoneFactorCode: "Invalid MFA Phone code entered",
		refusal.TOTPFactorCode:  "Invalid TOTP code entered",
	},
	refusal.BadToken: {
		"":                   "invalid JWT: unable to parse or verify signature, ", // and why
		refusal.NoSubject:    "invalid claim: missing sub claim",
		refusal.SubjectNotID: "invalid claim: sub claim must be a UUID",
		refusal.SessionNotID: "invalid claim: session_id claim must be a UUID",
	},
	refusal.SessionExpired: {
		"":               "Invalid Refresh Token: Session Expired",
		refusal.Inactive: "Invalid Refresh Token: Session Expired (Inactivity)",
		refusal.LowAAL:   "Invalid Refresh Token: Session Expired (Low AAL: User Needs MFA Verification)",
		refusal.Replaced: "Invalid Refresh Token: Session Expired (Revoked by Newer Login)",
	},
	refusal.BadCodeChallenge: {
		refusal.PKCEMissing:             "this app must use PKCE: send code_challenge and code_challenge_method=s256, or set allow_fragment for it",
		refusal.PKCEHalf:                "PKCE flow requires code_challenge_method and code_challenge",
		refusal.PKCEMethod:              "code_challenge_method must be s256",
		refusal.CodeChallengeLength:     "code challenge has to be between 43 and 128 characters",
		refusal.CodeChallengeCharacters: "code challenge can only contain alphanumeric characters, hyphens, periods, underscores and tildes",
	},
	refusal.BadPassword: {
		refusal.PasswordTooLong: "Password cannot be longer than 72 characters",
		refusal.UnknownHash:     "password_hash must be a bcrypt, argon2 or fbscrypt hash",
	},
}

// sentence is what is said to a refusal whose words depend on what it is about.
func sentence(r *refusal.Refusal) string {
	switch r.Reason {
	case refusal.TooSoon:
		return fmt.Sprintf("For security purposes, you can only request this after %d seconds.", Seconds(r.RetryAfter))
	case refusal.TooManyRequests:
		return fmt.Sprintf("Request rate limit reached, try again after %d seconds", Seconds(r.RetryAfter))
	case refusal.BadToken:
		return kinds[r.Reason][r.Kind] + r.Detail
	case refusal.WeakPassword:
		return weakness(r.Weak)
	case refusal.FactorNameTaken:
		return fmt.Sprintf("A factor with the friendly name %q for this user already exists", r.Detail)
	case refusal.FactorRequestOver:
		return "MFA challenge " + r.Detail + " has expired, verify against another challenge or create a new challenge."
	case refusal.CaptchaRefused:
		return "captcha protection: request disallowed (" + r.Detail + ")"
	}
	if r.Hook != nil {
		return hookSentence(r)
	}
	return kinds[r.Reason][r.Kind]
}

// weakness says which rules a password does not keep.
func weakness(broken []refusal.Weakness) string {
	var all []string
	for _, w := range broken {
		if w.Rule == "length" {
			all = append(all, fmt.Sprintf("Password should be at least %d characters.", w.Least))
		} else {
			all = append(all, "Password should contain at least one character of each: "+strings.Join(w.Sets, ", ")+".")
		}
	}
	return strings.Join(all, " ")
}

// failures are what is said of hooks whose answers cannot be used.
var failures = map[refusal.Kind]string{
	refusal.CutOff:         "the connection broke before an answer",
	refusal.HalfAnswer:     "the answer ended early",
	refusal.NoObject:       "the answer is no JSON object",
	refusal.WrongTypes:     "the answer has members of the wrong type",
	refusal.FunctionFailed: "the function raised an error or took too long",
}

// hookSentence is what is said to a refusal of a hook, or for what became of one.
func hookSentence(r *refusal.Refusal) string {
	h := r.Hook
	switch {
	case r.Reason == refusal.HookTimedOut:
		return fmt.Sprintf("Failed to reach hook within maximum time of %f seconds", h.Had.Seconds())
	case r.Reason == refusal.HookTooLarge:
		return fmt.Sprintf("Payload size exceeded size limit of %d bytes", h.Most)
	case r.Kind == refusal.NoContentType:
		return "Invalid Content-Type: Missing Content-Type header"
	case r.Reason == refusal.HookContentType:
		return "Invalid JSON response. Received content-type: " + h.ContentType
	case r.Kind == refusal.StrangeStatus:
		return "Unexpected status code returned from hook: " + h.Answered
	case r.Kind == refusal.BadClaims:
		return claimsSentence(h.Claims)
	case r.Reason == refusal.HookFailed:
		return "The " + h.Name + " hook failed: " + failures[r.Kind]
	}
	return h.Says
}

func claimsSentence(bad []refusal.BadClaim) string {
	var s strings.Builder
	s.WriteString("output claims do not conform to the expected schema: \n")
	for _, c := range bad {
		if c.Missing {
			fmt.Fprintf(&s, "- (root): %s is required\n", c.Name)
		} else {
			fmt.Fprintf(&s, "- %s: Invalid type\n", c.Name)
		}
	}
	return s.String()
}
