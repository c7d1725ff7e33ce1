package pages

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"phonelogin/handlers/reply"
)

// Authorize checks the request of an app and leads to /login. supabase-js sends
// browsers here to sign in at our pages.
func (h *Handlers) Authorize(c echo.Context) error {
	q := c.QueryParams()
	if q.Get("provider") != "phone" {
		return reply.Invalid("Unsupported provider: provider is not enabled")
	}
	params, err := readAuthorizationRequest(q)
	if err != nil {
		return h.Say(c, err)
	}
	if _, err := h.planReturn(params); err != nil {
		return h.Say(c, err)
	}
	query := params.query()
	for _, hint := range []string{"country", "login_hint"} {
		if value := q.Get(hint); value != "" && len(value) <= maxParameter {
			query.Set(hint, value)
		}
	}
	return c.Redirect(http.StatusFound, "/login?"+query.Encode())
}
