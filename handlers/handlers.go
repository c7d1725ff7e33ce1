// Package handlers is HTTP and nothing but: each handler reads what it was sent,
// asks the domain once, and answers in the caller's own form, a page or JSON.
package handlers

import (
	"log/slog"
	"time"

	"phonelogin/auth"
	"phonelogin/auth/tokens"
	"phonelogin/config"
	"phonelogin/locales"
	"phonelogin/models"
	"phonelogin/providers"
	"phonelogin/views"
)

// Handlers answers requests.
type Handlers struct {
	auth     *auth.Service
	keys     *tokens.Ring
	apiKeys  *tokens.APIKeys
	pages    *pageStore
	devices  *devices
	inbox    *providers.Inbox // nil outside development
	log      *slog.Logger
	text     locales.Printer
	settings config.Config
	choices  []views.Country // of the phone page
	secure   bool            // the public URL is https
	version  string
}

// Deps are what Handlers are made of.
type Deps struct {
	Auth    *auth.Service
	Keys    *tokens.Ring
	APIKeys *tokens.APIKeys
	DB      *models.DB
	Inbox   *providers.Inbox // nil outside development
	Log     *slog.Logger
	Now     func() time.Time
	Config  *config.Config // checked
	Version string
}
