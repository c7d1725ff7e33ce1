package pages

import (
	"time"

	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/auth/apps"
	"phonelogin/auth/delivery"
	"phonelogin/auth/otp"
	"phonelogin/auth/sessions"
	"phonelogin/views"
)

// base is what all pages are made of.
type base struct {
	auth      *auth.Service
	apps      *apps.Apps
	sessions  *sessions.Sessions
	codes     *otp.Codes
	messenger *delivery.Messenger
	now       func() time.Time
	store     *pageStore
	tickets   *tickets
	languages *languages
	countries *countries
	themes    *appThemes
	settings  Settings
}

// planReturn checks what the app asks for. Refuses with UnknownApp, BadRedirect or
// BadCodeChallenge.
func (h *base) planReturn(r authorizationRequest) (*apps.Return, error) {
	plan, err := h.apps.PlanReturn(apps.ReturnRequest{
		ClientID: r.ClientID, RedirectTo: r.RedirectTo, CodeChallenge: r.CodeChallenge, CodeChallengeMethod: r.CodeChallengeMethod, State: r.State,
	})
	if err == nil && r.Display == embed {
		err = plan.Embed()
	}
	if err == nil && r.ResponseMode == webMessage {
		err = plan.Post()
	}
	return plan, err
}

// channelOptions lists the channels that reach every number, without the one in use.
func (h *base) channelOptions(c echo.Context, used auth.Channel) []views.Option {
	var others []views.Option
	for _, ch := range h.messenger.Channels() {
		if ch != used {
			others = append(others, views.Option{Channel: string(ch), Label: text(c).T("channel." + string(ch))})
		}
	}
	return others
}
