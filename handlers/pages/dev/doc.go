// Package dev is the pages for developers: the inbox of the messages that were sent,
// and every page in every state. Production must never have a route to them, because
// the inbox shows codes, and none of them changes anything.
package dev

import (
	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/auth/delivery"
	"phonelogin/views"
)

// Handlers are the pages that read the inbox. The others are functions.
type Handlers struct {
	messenger *delivery.Messenger
	inbox     func() []auth.InboxMessage // newest first
	pageProps func(c echo.Context, title string) views.Page
}

// New takes the messages, newest first, and pages.Handlers.PageProps.
func New(messenger *delivery.Messenger, inbox func() []auth.InboxMessage, page func(c echo.Context, title string) views.Page) *Handlers {
	return &Handlers{messenger: messenger, inbox: inbox, pageProps: page}
}
