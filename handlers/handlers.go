// Package handlers is HTTP and nothing but: each handler reads what it was sent,
// asks the domain once, and answers in the caller's own form, a page or JSON.
package handlers

import (
	"log/slog"
	"net/http"

	"phonelogin/auth"
	"phonelogin/auth/timeline"
	"phonelogin/auth/tokens"
	"phonelogin/static"
	"phonelogin/views"
)

// Handlers answers requests.
type Handlers struct {
	auth      *auth.Service
	timelines *timeline.Store
	keys      *tokens.Ring
	apiKeys   *tokens.APIKeys
	pages     *pageStore
	devices   *devices
	tickets   *tickets
	inbox     func() []auth.Kept // nil outside development
	log       *slog.Logger
	language  http.Cookie // which remembers the language that a person chose
	settings  Settings
	choices   map[string]func() []views.Country // the countries of the phone page, by language
	examples  static.File                       // of their numbers
	looks     *looks
	apiPaths  map[string]bool // the routes of the JSON API
	secure    bool            // the public URL is https

	requestCountry func(*http.Request) string

	version  string
	stopping <-chan struct{}
}

// Deps are what Handlers are made of.
type Deps struct {
	Auth      *auth.Service
	Timelines *timeline.Store
	Keys      *tokens.Ring
	APIKeys   *tokens.APIKeys
	Inbox     func() []auth.Kept // the messages of development, newest first; nil outside of it
	Log       *slog.Logger
	Settings  Settings
	Version   string

	CookieKeys []string // checked; the first signs

	Stopping <-chan struct{} // closed when the program is told to stop and still serves; nil for never
}
