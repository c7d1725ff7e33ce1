package pages

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"phonelogin/auth/otp"
	"phonelogin/views"
)

// stopPolling is the status by which a server tells htmx to ask no more.
const stopPolling = 286

// deliveryProps are what is known of a flow's newest message, and the other
// channel where it is time for it.
func (h *LoginPages) deliveryProps(c echo.Context, v *visitor, f *flow) (views.DeliveryProps, error) {
	d, err := h.otp.Delivery(c.Request().Context(), f.Purpose, f.Challenge)
	if err != nil {
		return views.DeliveryProps{}, err
	}
	p := views.DeliveryProps{
		Page: views.Page{FormToken: h.store.formToken(v.session), Language: text(c).Lang()}, Seen: string(d.State), Text: text(c).T("delivery." + string(d.State)),
		From: h.tickets.flowURL(c, "/login/code/delivery", f), Ended: d.Final() || !h.auth.Now().Before(f.ExpiresAt),
	}
	used := f.Channel
	next := h.otp.Offer(f.Purpose, f.Phone, used)
	switch {
	case d.State == otp.OnItsWay && d.Channel != "" && d.Channel != used:
		// The server itself took the other channel.
		p.Seen, p.Text = "also", text(c).T("delivery.also."+string(d.Channel))
	case next != "" && !f.Switched && h.otp.Overdue(d, f.SentAt):
		p.Seen, p.Text = "overdue."+p.Seen, text(c).T("delivery.overdue."+string(d.State))
		p.Offer = &views.Option{Channel: string(next), Label: text(c).T("channel." + string(next))}
	}
	return p, nil
}

// ShowDelivery is the part of the code page that renews itself. Where nothing
// changed, nothing is sent, so that nothing is read aloud again.
func (h *LoginPages) ShowDelivery(c echo.Context, v *visitor) error {
	f := v.findFlow(c.QueryParam("flow"))
	if f == nil {
		return c.NoContent(stopPolling)
	}
	p, err := h.deliveryProps(c, v, f)
	if err != nil {
		return err
	}
	switch {
	case p.Ended:
		return Render(c, stopPolling, views.DeliveryNews(p))
	case c.QueryParam("seen") == p.Seen:
		return c.NoContent(http.StatusNoContent)
	}
	return Render(c, http.StatusOK, views.DeliveryNews(p))
}
