package config

// Log is the program's log.
type Log struct {
	// Format is "text" or "json". Default: text in development, json in production.
	Format string `toml:"format"`

	// Level is "debug", "info", "warn" or "error".
	Level string `toml:"level" default:"info"`
}
