package config

// Route is an ordered list of providers for some numbers. See docs/delivery.md.
type Route struct {
	// Countries are ISO codes such as "US". With neither countries nor prefixes the
	// route is for all numbers; one such route is required.
	Countries []string `toml:"countries"`

	// Prefixes are beginnings of numbers such as "+1242".
	Prefixes []string `toml:"prefixes"`

	// Channel is "sms" or "whatsapp". Empty: the route is for both.
	Channel string `toml:"channel"`

	// Providers are the names of enabled providers such as "twilio", the first
	// choice first.
	Providers []string `toml:"providers"`
}
