package refusal_test

import (
	"testing"

	"phonelogin/auth/refusal"
)

// The log is all that an operator has of it: whoever was refused may be anybody.
func TestTheLogTellsWhatIsWrongWithTheClaimsOfAHook(t *testing.T) {
	r := &refusal.Refusal{Reason: refusal.HookFailed, Kind: refusal.BadClaims, Hook: &refusal.Hook{
		Name: "customize-access-token", Claims: []refusal.BadClaim{{Name: "exp", Missing: true}, {Name: "role"}},
	}}
	want := "hook_failed: bad_claims: customize-access-token: exp is missing: role is of the wrong type"
	if got := r.Error(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
