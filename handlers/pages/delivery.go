package pages

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"phonelogin/auth/otp"
	"phonelogin/views"
)

// stopPolling is the status that tells htmx to stop polling.
const stopPolling = 286

// deliveryProps describes the delivery of a flow's newest message. It offers the
// other channel when the message is overdue.
func (h *LoginPages) deliveryProps(c echo.Context, v *visitor, f *flow) (views.DeliveryProps, error) {
	d, err := h.codes.Delivery(c.Request().Context(), f.Purpose, f.Challenge)
	if err != nil {
		return views.DeliveryProps{}, err
	}
	p := views.DeliveryProps{
		Page: views.Page{FormToken: h.store.formToken(v.session), Language: text(c).Lang()}, Seen: string(d.State), Text: text(c).T("delivery." + string(d.State)),
		From: h.tickets.flowURL(c, "/login/code/delivery", f), Ended: d.Final() || !h.now().Before(f.ExpiresAt),
	}
	next := h.codes.Offer(f.Purpose, f.Phone, f.Channel)
	switch {
	case d.State == otp.OnItsWay && d.Channel != "" && d.Channel != f.Channel:
		// The server itself switched to the other channel.
		p.Seen, p.Text = "also", text(c).T("delivery.also."+string(d.Channel))
	case next != "" && !f.Switched && h.codes.Overdue(d, f.SentAt):
		p.Seen, p.Text = "overdue."+p.Seen, text(c).T("delivery.overdue."+string(d.State))
		p.Offer = &views.Option{Channel: string(next), Label: text(c).T("channel." + string(next))}
	}
	return p, nil
}

// ShowDelivery is the part of the code page that polls. It sends nothing while
// nothing changed, so screen readers do not read the same text again.
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
