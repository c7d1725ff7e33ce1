package dev

import (
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"phonelogin/config/loopback"
	"phonelogin/handlers/pages"
	"phonelogin/handlers/reply"
	"phonelogin/views"
)

// OnlyLoopback refuses requests under another name than that of this machine.
// Otherwise a site could point its own name here and read codes through a visitor's
// browser.
func OnlyLoopback(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		host := c.Request().Host
		if name, _, err := net.SplitHostPort(host); err == nil {
			host = name
		}
		if !loopback.Is(strings.Trim(host, "[]")) {
			return echo.NewHTTPError(http.StatusNotFound)
		}
		return next(c)
	}
}

// messages are those of the inbox, newest first. With to they are those to one
// number.
func (h *Handlers) messages(to string) []views.InboxMessage {
	all := []views.InboxMessage{}
	for _, m := range h.inbox() {
		if to == "" || m.To.E164() == to {
			all = append(all, views.InboxMessage{
				To: m.To.E164(), Channel: string(m.Channel), Text: m.Text, Code: m.Code, At: m.At.UTC(),
			})
		}
	}
	return all
}

// ShowInbox shows the messages that were sent, or would have been: as a page, and as
// JSON for scripts.
func (h *Handlers) ShowInbox(c echo.Context) error {
	all := h.messages(c.QueryParam("to"))
	if strings.Contains(c.Request().Header.Get(echo.HeaderAccept), echo.MIMEApplicationJSON) {
		return reply.JSON(c, http.StatusOK, toInboxJSON(all))
	}
	return pages.Render(c, http.StatusOK, views.Inbox(h.inboxProps(c, all)))
}

// ShowInboxList is the part of the page that polls.
func (h *Handlers) ShowInboxList(c echo.Context) error {
	return pages.Render(c, http.StatusOK, views.InboxList(h.inboxProps(c, h.messages(""))))
}

func (h *Handlers) inboxProps(c echo.Context, all []views.InboxMessage) views.InboxProps {
	return views.InboxProps{Page: h.pageProps(c, "inbox.title"), Messages: all, Sent: h.messenger.ReallySends()}
}

type inboxJSON struct {
	Messages []inboxMessageJSON `json:"messages"`
}

type inboxMessageJSON struct {
	To      string    `json:"to"`
	Channel string    `json:"channel"`
	Text    string    `json:"text"`
	Code    string    `json:"code"`
	At      time.Time `json:"at"`
}

func toInboxJSON(all []views.InboxMessage) inboxJSON {
	out := inboxJSON{Messages: []inboxMessageJSON{}}
	for _, m := range all {
		out.Messages = append(out.Messages, inboxMessageJSON(m))
	}
	return out
}
