package hooks

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"phonelogin/auth/refusal"
	"phonelogin/auth/tokens"
)

// TokenRefresh is the method of tokens that were earned by refresh tokens.
const TokenRefresh = "token_refresh"

// Claims are the claims of a token as the custom_access_token hook wants them;
// without the hook they are those that were asked for. A hook that answers with
// less than a token needs gets none signed. Refuses as SendSMS does; a refresh, unless
// the hook refuses it, with HookBusy.
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
	if err == nil {
		err = checkClaims(answer.Claims)
	}
	if err != nil && method == TokenRefresh {
		err = tryLater(err)
	}
	if err != nil {
		return nil, err
	}
	return answer.Claims, nil
}

// tryLater tells a client whose refresh the hook failed that nothing is lost. Most
// clients sign people out on any other answer, all of whose tokens run out while
// the hook is down.
func tryLater(err error) error {
	var r *refusal.Refusal
	if !errors.As(err, &r) || r.Reason == refusal.HookRefused {
		return err
	}
	return &refusal.Refusal{Reason: refusal.HookBusy, RetryAfter: cmp.Or(r.RetryAfter, tryAgain), Detail: r.Detail}
}

// requiredClaims are the claims that no token may lack, and how to tell that one is of
// the right type.
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

func checkClaims(claims map[string]any) error {
	var wrong strings.Builder
	for _, n := range requiredClaims {
		v, found := claims[n.name]
		if !found {
			fmt.Fprintf(&wrong, "- (root): %s is required\n", n.name)
		} else if !n.is(v) {
			fmt.Fprintf(&wrong, "- %s: Invalid type\n", n.name)
		}
	}
	if wrong.Len() > 0 {
		return refusal.Because(refusal.HookFailed, "output claims do not conform to the expected schema: \n"+wrong.String())
	}
	// Seconds must stay whole numbers in the token.
	for _, name := range []string{"exp", "iat"} {
		claims[name] = json.Number(fmt.Sprintf("%.0f", claims[name]))
	}
	return nil
}
