package hooks

import (
	"context"
	"encoding/json"
	"fmt"

	"phonelogin/auth/refusal"
	"phonelogin/auth/tokens"
)

// TokenRefresh is the method of tokens from a refresh.
const TokenRefresh = "token_refresh"

// Claims are the claims of a token as the custom_access_token hook wants them;
// without the hook they are those that were asked for. A hook that answers with
// less than a token needs gets none signed. Refuses as SendSMS does.
func (h *Hooks) Claims(ctx context.Context, c tokens.Claims, method string) (any, error) {
	if h.customAccessToken == nil {
		return c, nil
	}
	var answer struct {
		Claims map[string]any `json:"claims"`
	}
	err := h.ask(ctx, h.customAccessToken, map[string]any{
		"user_id": c.Subject, "claims": c, "authentication_method": method,
	}, &answer)
	if err != nil {
		return nil, err
	}
	if bad := badClaims(answer.Claims); bad != nil {
		r := h.customAccessToken.refused(refusal.HookFailed, refusal.Hook{Claims: bad})
		r.Kind = refusal.BadClaims
		return nil, r
	}
	// Seconds must stay whole numbers in the token.
	for _, name := range []string{"exp", "iat"} {
		answer.Claims[name] = json.Number(fmt.Sprintf("%.0f", answer.Claims[name]))
	}
	return answer.Claims, nil
}

// requiredClaims are the claims that every token needs, and a test for the type of
// each.
var requiredClaims = []struct {
	name string
	is   func(any) bool
}{
	{"aud", isTextOrList}, {"exp", isNumber}, {"iat", isNumber}, {"sub", isText}, {"email", isText}, {"phone", isText},
	{"role", isText}, {"aal", isText}, {"session_id", isText}, {"is_anonymous", isBool},
}

func isText(v any) bool       { _, ok := v.(string); return ok }
func isNumber(v any) bool     { _, ok := v.(float64); return ok }
func isBool(v any) bool       { _, ok := v.(bool); return ok }
func isTextOrList(v any) bool { _, ok := v.([]any); return ok || isText(v) }

// badClaims returns the missing claims and those of the wrong type.
func badClaims(claims map[string]any) (bad []refusal.BadClaim) {
	for _, n := range requiredClaims {
		if v, found := claims[n.name]; !found || !n.is(v) {
			bad = append(bad, refusal.BadClaim{Name: n.name, Missing: !found})
		}
	}
	return bad
}
