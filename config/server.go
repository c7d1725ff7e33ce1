package config

import "time"

// Server says where the program listens and what the world calls it.
type Server struct {
	// Listen is the address to bind, host:port. The conventional variable PORT
	// replaces the port when this is not set.
	Listen string `toml:"listen" default:"127.0.0.1:8080"`

	// PublicURL is the origin under which browsers reach the pages, such as
	// "https://login.example.com". It is the issuer of tokens (with /auth/v1),
	// the host named in messages, and decides whether cookies are Secure. Must be
	// https in production, and loopback in development.
	// Default in development: http://localhost with the port of server.listen.
	PublicURL string `toml:"public_url"`

	// TrustedProxies are the networks (CIDR, such as "10.0.0.0/8") of proxies in
	// front, whose client_ip_header is believed. Empty: nobody's is, and a client's
	// address is that of its connection.
	TrustedProxies []string `toml:"trusted_proxies"`

	// ClientIPHeader is the header in which the trusted proxies name the client: a
	// list to which each adds whom it heard from, or one address.
	ClientIPHeader string `toml:"client_ip_header" default:"X-Forwarded-For"`

	// CountryHeader is the header in which the trusted proxies name the country of
	// a request, such as "CF-IPCountry". The phone page begins with it where nothing
	// better is known, and the account page names it beside a session. Empty: none
	// is read.
	CountryHeader string `toml:"country_header"`

	// CORSAllowedHeaders are request headers that browsers may send to the JSON
	// API beside those that clients of Supabase send.
	CORSAllowedHeaders []string `toml:"cors_allowed_headers"`

	// DataDir holds the embedded database and the secrets of development mode.
	DataDir string `toml:"data_dir" default:"./data"`

	// RequestTimeout is the longest that one request may take before it is
	// answered with request_timeout.
	RequestTimeout time.Duration `toml:"request_timeout" default:"10s"`

	// DrainTime is how long the program goes on serving after it was told to stop
	// (SIGTERM), while /readyz answers 503 so that balancers send no more. Give it
	// two or three of their probes' intervals. A second signal stops at once.
	// Default: 0s in development, 5s in production.
	DrainTime time.Duration `toml:"drain_time"`

	// StopTimeout is how long requests under way may take to finish when the
	// program is told to stop.
	StopTimeout time.Duration `toml:"stop_timeout" default:"15s"`
}
