package api

import (
	"phonelogin/auth"
	"phonelogin/auth/admin"
	"phonelogin/auth/delivery"
	"phonelogin/auth/human"
	"phonelogin/auth/limits"
	"phonelogin/auth/mfa"
	"phonelogin/auth/otp"
	"phonelogin/auth/sessions"
	"phonelogin/auth/timeline"
	"phonelogin/auth/tokens"
	"phonelogin/auth/users"
)

// Handlers answer the requests of the JSON API.
type Handlers struct {
	Guards  *Guards
	Admin   *AdminHandlers
	Factors *FactorHandlers

	auth      *auth.Service
	codes     *otp.Codes
	sessions  *sessions.Sessions
	messenger *delivery.Messenger
	human     *human.Checker
	keys      *tokens.Ring
	settings  Settings
}

// Deps are what the handlers need.
type Deps struct {
	Auth      *auth.Service
	Sessions  *sessions.Sessions
	Users     *users.Users
	Codes     *otp.Codes
	Messenger *delivery.Messenger
	Factors   *mfa.Service
	Admin     *admin.Service
	Timelines *timeline.Store
	Gate      *limits.Gate
	Human     *human.Checker
	Keys      *tokens.Ring
	APIKeys   *tokens.APIKeys
	Settings  Settings
}

// Settings are those that answers tell or depend on.
type Settings struct {
	PublicURL string // of the server
	SiteURL   string // of the app
	KeySet    string // URL of the key set
	Audience  string // of tokens, where a request names none
	Version   string // of the program

	SignUps          bool // new users are welcome
	PhoneSignIns     bool
	AnonymousSignIns bool
	Confirmations    bool // a number counts once its code was entered
	DiscloseUnknown  bool // requests for a code tell whether a number is known
}

// New makes the handlers.
func New(d Deps) *Handlers {
	return &Handlers{
		Guards:  &Guards{callers{sessions: d.Sessions, admins: d.Admin, apiKeys: d.APIKeys}, d.Gate},
		Admin:   &AdminHandlers{users: d.Users, admins: d.Admin, timelines: d.Timelines, defaultAudience: d.Settings.Audience},
		Factors: &FactorHandlers{d.Factors},
		auth:    d.Auth, sessions: d.Sessions, codes: d.Codes, messenger: d.Messenger, human: d.Human, keys: d.Keys, settings: d.Settings,
	}
}
