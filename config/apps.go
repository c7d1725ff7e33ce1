package config

// DefaultApp is the app that needs no id, and what all apps have in common.
type DefaultApp struct {
	// SiteURL is where the default app lives and the first of its redirect URLs.
	SiteURL string `toml:"site_url" default:"http://localhost:3000"`

	// AdditionalRedirectURLs are the other URLs that the default app may be returned
	// to. One that holds "*" is a pattern, as with Supabase: "*" is anything without
	// "." and "/", "**" is anything, "?" is one character that is neither; the scheme
	// and the last two parts of the host have none. All others are exact.
	AdditionalRedirectURLs []string `toml:"additional_redirect_urls"`

	// EmbedOrigins are the sites that may show the login pages of the default app in
	// a frame, such as "https://shop.example": https, or in development http on a
	// loopback host. See docs/embedding.md. Empty: nobody may.
	EmbedOrigins []string `toml:"embed_origins"`

	// AppName is what the default app is called on pages and in messages: at most
	// 30 characters, no links.
	AppName string `toml:"app_name" default:"phonelogin"`

	// DefaultLanguage is that of pages and messages for people of whose languages
	// nothing is known, or none is there: the tag of a catalogue, such as "de" (see
	// docs/languages.md).
	DefaultLanguage string `toml:"default_language" default:"en"`

	// AllowFragment lets the default app take tokens in the URL fragment (the
	// implicit flow of supabase-js). Off, only PKCE is answered.
	AllowFragment bool `toml:"allow_fragment" default:"false"`

	// SupportURL is where someone who lost their number is sent for help, an
	// https or mailto link. Empty: the page says to contact whoever runs the app.
	SupportURL string `toml:"support_url"`

	// TermsURL is linked above the button that sends a code: the terms of whoever
	// runs the app, an https or mailto link.
	TermsURL string `toml:"terms_url"`

	// PrivacyURL is linked beside it: the privacy policy.
	PrivacyURL string `toml:"privacy_url"`

	// SubmitByButton waits for the button where a code is entered. Off, its last
	// digit sends it.
	SubmitByButton bool `toml:"submit_by_button" default:"false"`
}

// App is a relying app.
type App struct {
	// ID is the client_id that the app sends.
	ID string `toml:"id"`

	// Name is what people read on the pages and in messages: at most 30
	// characters, no links.
	Name string `toml:"name"`

	// RedirectURLs are the exact URLs that the app may be returned to. Only the
	// port of a loopback URL may differ (RFC 8252, section 7.3).
	RedirectURLs []string `toml:"redirect_urls"`

	// EmbedOrigins are the sites that may show the login pages of this app in a
	// frame, as auth.embed_origins are for the default app.
	EmbedOrigins []string `toml:"embed_origins"`

	// AllowFragment lets this app take tokens in the URL fragment instead of a
	// code with PKCE.
	AllowFragment bool `toml:"allow_fragment" default:"false"`

	// SubmitByButton waits for the button where a code is entered, as does
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
