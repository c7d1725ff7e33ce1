package config

import "time"

// Server is how the program is reached.
type Server struct {
	// Listen is the address to bind, host:port. The conventional variable PORT
	// replaces the port when this is not set.
	Listen string `toml:"listen" default:"127.0.0.1:8080"`

	// PublicURL is the origin of the pages for browsers, such as
	// "https://login.example.com". With /auth/v1 it is the issuer of tokens. Its
	// host is named in messages, and its scheme decides whether cookies are Secure.
	// It must be https in production, and loopback in development. Default in
	// development: http://localhost with the port of server.listen.
	PublicURL string `toml:"public_url"`

	// TrustedProxies are the networks (CIDR, such as "10.0.0.0/8") of proxies whose
	// client_ip_header is believed. Empty: a client's address is that of its
	// connection.
	TrustedProxies []string `toml:"trusted_proxies"`

	// ClientIPHeader is the header with the client's address from the trusted
	// proxies: one address, or a list to which each proxy adds the address that it
	// saw.
	ClientIPHeader string `toml:"client_ip_header" default:"X-Forwarded-For"`

	// CountryHeader is the header with the country of a request from the trusted
	// proxies, such as "CF-IPCountry". The phone page starts with that country
	// unless a better one is known, and the account page shows it beside a session.
	// Empty: no header is read.
	CountryHeader string `toml:"country_header"`

	// CORSAllowedHeaders are request headers that browsers may send to the JSON API
	// in addition to those of Supabase clients.
	CORSAllowedHeaders []string `toml:"cors_allowed_headers"`

	// DataDir is the directory of the embedded database and the secrets of
	// development mode.
	DataDir string `toml:"data_dir" default:"./data"`

	// RequestTimeout is the longest time of a request; after it the answer is
	// request_timeout.
	RequestTimeout time.Duration `toml:"request_timeout" default:"10s"`

	// DrainTime is how long the program goes on serving after it was told to stop
	// (SIGTERM), while /readyz answers 503 so that load balancers send no more
	// requests. Set it to two or three of their probe intervals. A second signal
	// stops at once. Default: 0s in development, 5s in production.
	DrainTime time.Duration `toml:"drain_time"`

	// StopTimeout is how long running requests may take to finish when the program
	// stops.
	StopTimeout time.Duration `toml:"stop_timeout" default:"15s"`
}
