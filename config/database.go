package config

import "time"

// Database says where rows live.
type Database struct {
	// URL is "postgres://…" or "sqlite:<path>". Empty means the embedded SQLite
	// database phonelogin.db in server.data_dir. The conventional variable
	// DATABASE_URL is read when this is not set.
	URL string `toml:"url" secret:"true"`

	// MaxConnections bounds the pool to Postgres, open and idle alike.
	MaxConnections int `toml:"max_connections" default:"16"`

	// Pooler says whether a pooler in transaction mode stands before Postgres
	// (PgBouncer, Supavisor): "yes", "no", or "auto", which sees for itself. Behind
	// one, statements are not prepared, which would fail there. The parameter
	// default_query_exec_mode of the URL counts before it.
	Pooler string `toml:"pooler" default:"auto"`

	// ConnectionLife is the longest that a connection to Postgres is used; each ends
	// up to a fifth earlier, so that they do not all end at once.
	ConnectionLife time.Duration `toml:"connection_life" default:"30m"`

	// StartTimeout is how long the start waits for a database that cannot be reached
	// or cannot work yet, with a line in the log for each try. Wrong names and
	// passwords end it at once.
	StartTimeout time.Duration `toml:"start_timeout" default:"30s"`
}
