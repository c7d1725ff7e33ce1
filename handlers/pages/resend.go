package pages

import (
	"github.com/labstack/echo/v4"

	"phonelogin/auth"
)

// ResendCode sends the code again, by the chosen channel.
func (h *LoginPages) ResendCode(c echo.Context, v *visitor, f *flow) error {
	ch := auth.Channel(c.Request().PostForm.Get("channel"))
	if ch == "" {
		ch = f.Channel
	}
	if err := h.sender.sendCode(c, v, f, ch); err != nil {
		return h.ShowResendProblem(c, v, f, err)
	}
	f.ResentAt, f.Notice = f.SentAt, text(c).T("status.sent."+string(ch))
	return redirect(c, v, h.tickets.flowURL(c, "/login/code", f))
}

// SwitchChannel sends the code of the flow by the other channel as well.
func (h *LoginPages) SwitchChannel(c echo.Context, v *visitor, f *flow) error {
	if err := h.sender.switchChannel(c, v, f); err != nil {
		return h.ShowResendProblem(c, v, f, err)
	}
	f.Switched, f.ResentAt, f.Notice = true, f.SentAt, text(c).T("status.sent."+string(f.Channel))
	return redirect(c, v, h.tickets.flowURL(c, "/login/code", f))
}
