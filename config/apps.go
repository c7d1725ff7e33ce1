package config

// DefaultApp is the app without an id, with settings that other apps inherit.
type DefaultApp struct {
	// SiteURL is the address of the default app and the first of its redirect URLs.
	SiteURL string `toml:"site_url" default:"http://localhost:3000"`

	// AdditionalRedirectURLs are further redirect URLs of the default app. One that
	// holds "*" is a pattern, as with Supabase: "*" matches anything without "."
	// and "/", "**" matches anything, "?" matches one character that is neither.
	// The scheme and the last two parts of the host cannot have wildcards. Other
	// URLs are exact.
	AdditionalRedirectURLs []string `toml:"additional_redirect_urls"`

	// EmbedOrigins are the sites that may show the login pages of the default app
	// in a frame, such as "https://shop.example". They must be https; in
	// development http on a loopback host is allowed. See docs/embedding.md. Empty:
	// none may.
	EmbedOrigins []string `toml:"embed_origins"`

	// AppName is the name of the default app on pages and in messages: at most 30
	// characters, no links.
	AppName string `toml:"app_name" default:"phonelogin"`

	// DefaultLanguage is the language of pages and messages for people whose
	// languages are unknown or not available: the tag of a catalogue, such as "de"
	// (see docs/languages.md).
	DefaultLanguage string `toml:"default_language" default:"en"`

	// AllowFragment lets the default app get tokens in the URL fragment (the
	// implicit flow of supabase-js). When off, it must use PKCE.
	AllowFragment bool `toml:"allow_fragment" default:"false"`

	// SupportURL is a link for people who lost their number, https or mailto.
	// Empty: the page tells them to contact the operator of the app.
	SupportURL string `toml:"support_url"`

	// TermsURL is the link to the terms of service above the button that sends a
	// code, https or mailto.
	TermsURL string `toml:"terms_url"`

	// PrivacyURL is the link to the privacy policy beside it.
	PrivacyURL string `toml:"privacy_url"`

	// SubmitByButton makes the code page wait for its button. When off, the last
	// digit of a code submits it.
	SubmitByButton bool `toml:"submit_by_button" default:"false"`
}

// App is a relying app.
type App struct {
	// ID is the client_id of the app.
	ID string `toml:"id"`

	// Name is the name of the app on pages and in messages: at most 30 characters,
	// no links.
	Name string `toml:"name"`

	// RedirectURLs are the exact redirect URLs of the app. Only the port of a
	// loopback URL may differ (RFC 8252, section 7.3).
	RedirectURLs []string `toml:"redirect_urls"`

	// EmbedOrigins are the sites that may show the login pages of this app in a
	// frame, like auth.embed_origins for the default app.
	EmbedOrigins []string `toml:"embed_origins"`

	// AllowFragment lets this app get tokens in the URL fragment instead of a code
	// with PKCE.
	AllowFragment bool `toml:"allow_fragment" default:"false"`

	// SubmitByButton makes the code page wait for its button, like
	// auth.submit_by_button for all apps.
	SubmitByButton bool `toml:"submit_by_button" default:"false"`

	// SupportURL replaces auth.support_url for this app.
	SupportURL string `toml:"support_url"`

	// TermsURL replaces auth.terms_url for this app.
	TermsURL string `toml:"terms_url"`

	// PrivacyURL replaces auth.privacy_url for this app.
	PrivacyURL string `toml:"privacy_url"`

	Theme Theme `toml:"theme"`
}
