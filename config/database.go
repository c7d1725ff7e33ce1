package config

import "time"

// Database says where rows are stored.
type Database struct {
	// URL is "postgres://…" or "sqlite:<path>". Empty means the embedded SQLite
	// database phonelogin.db in server.data_dir. The conventional variable
	// DATABASE_URL is read when this is not set.
	URL string `toml:"url" secret:"true"`

	// MaxConnections is the size of the pool to Postgres, open and idle connections
	// alike.
	MaxConnections int `toml:"max_connections" default:"16"`

	// Pooler says whether a pooler in transaction mode (PgBouncer, Supavisor)
	// stands before Postgres: "yes", "no", or "auto" to detect it. Behind a pooler
	// statements are not prepared, because that would fail. The parameter
	// default_query_exec_mode of the URL takes precedence.
	Pooler string `toml:"pooler" default:"auto"`

	// ConnectionLife is the longest use of a connection to Postgres. Each
	// connection ends up to a fifth earlier, so that they do not all end at once.
	ConnectionLife time.Duration `toml:"connection_life" default:"30m"`

	// StartTimeout is how long the start waits for a database that cannot be
	// reached or does not work yet, with a log line for each attempt. A wrong name
	// or password ends the start at once.
	StartTimeout time.Duration `toml:"start_timeout" default:"30s"`
}
