package refusal

// Kind tells the cases of one reason apart, where callers hear which it is. Like a
// reason it is stable. Most reasons have no kinds.
type Kind string

// The kinds of refusals, by their reasons.
const (
	// WrongCode: the factor whose code it should be. A code for a login has no kind.
	PhoneFactorCode Kind = "phone_factor"
	TOTPFactorCode  Kind = "totp_factor"

	// BadToken: what is wrong with its claims. A token that cannot be read has no kind.
	NoSubject    Kind = "no_subject"
	SubjectNotID Kind = "subject_not_id" // its subject is no UUID
	SessionNotID Kind = "session_not_id" // its session is no UUID

	// SessionExpired. One that began too long ago, or whose end has come, has no kind.
	Inactive Kind = "inactive" // was not refreshed for too long
	LowAAL   Kind = "low_aal"  // went too long without the second factor that its user has
	Replaced Kind = "replaced" // a newer session of its user takes its place

	// BadCodeChallenge
	PKCEMissing             Kind = "pkce_missing"     // the app must use it
	PKCEHalf                Kind = "pkce_half"        // a code challenge without a method, or a method alone
	PKCEMethod              Kind = "pkce_method"      // not the method that protects
	CodeChallengeLength     Kind = "challenge_length" // too short or too long
	CodeChallengeCharacters Kind = "challenge_signs"  // it has characters that RFC 7636 does not allow

	// BadPassword
	PasswordTooLong Kind = "password_too_long"
	UnknownHash     Kind = "unknown_hash"

	// HookContentType: the answer names no type. One of the wrong type has no kind.
	NoContentType Kind = "no_content_type"

	// HookFailed
	StrangeStatus  Kind = "strange_status"  // of its answer
	CutOff         Kind = "cut_off"         // the connection broke before an answer
	HalfAnswer     Kind = "half_answer"     // the answer ended early
	NoObject       Kind = "no_object"       // the answer is no JSON object
	WrongTypes     Kind = "wrong_types"     // members of the answer have the wrong type
	FunctionFailed Kind = "function_failed" // the function in the database failed, or took too long
	BadClaims      Kind = "bad_claims"      // the claims that it wants make no token
)
