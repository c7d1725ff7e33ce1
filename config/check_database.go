package config

import (
	"net/url"
	"slices"
	"strings"
)

func (c *Config) checkDatabase(p *Problems) {
	const key = "database.url"
	u := c.Database.URL
	path, isSQLite := strings.CutPrefix(u, "sqlite:")
	switch {
	case isSQLite && path == "":
		p.Add(key, `sqlite: needs a path, such as "sqlite:./data/phonelogin.db"`)
	case !isSQLite && !isPostgres(u):
		p.Add(key, "must begin with postgres:// or sqlite:")
	case !isSQLite:
		if wrong := PostgresURLProblem(u); wrong != "" {
			p.Add(key, "%s", wrong)
		}
	}
	if c.Database.MaxConnections < 1 {
		p.Add("database.max_connections", "%d is less than 1", c.Database.MaxConnections)
	}
	mustBePositive(p, "database.connection_life", c.Database.ConnectionLife)
	mustNotBeNegative(p, "database.start_timeout", c.Database.StartTimeout)
	mustBeOneOf(p, "database.pooler", c.Database.Pooler, "auto", "yes", "no")
}

func isPostgres(u string) bool {
	return strings.HasPrefix(u, "postgres://") || strings.HasPrefix(u, "postgresql://")
}

// mayHoldAt are the parameters of a database URL whose value may contain an "@".
var mayHoldAt = []string{"user", "password", "application_name", "options", "host", "service", "passfile", "sslcert", "sslkey", "sslrootcert"}

// queryModes are the values of default_query_exec_mode.
var queryModes = []string{"cache_statement", "cache_describe", "describe_exec", "exec", "simple_protocol"}

// PostgresURLProblem is what is wrong with the URL of a Postgres database, or "".
// It quotes nothing of the URL: with an unencoded "@", "/", "#" or "?" in the
// password, part of it stands in place of the host and would go to the DNS and the
// log.
func PostgresURLProblem(address string) string {
	if !isPostgres(address) {
		return "must begin with postgres://"
	}
	u, err := url.Parse(address)
	if err != nil || strings.ContainsAny(address, "# ") || strings.Contains(u.Path, "@") || atInQuery(u) {
		return "cannot be read as postgres://user:password@host:port/database: in user and password, percent-encode " +
			"all but letters and digits, such as %40 for @, %2F for /, %23 for #, %3F for ?, %25 for %"
	}
	mode := u.Query().Get("default_query_exec_mode")
	if mode != "" && !slices.Contains(queryModes, mode) {
		return "default_query_exec_mode is none of " + strings.Join(queryModes, ", ")
	}
	return ""
}

func atInQuery(u *url.URL) bool {
	for pair := range strings.SplitSeq(u.RawQuery, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if strings.Contains(name, "@") || strings.Contains(value, "@") && !slices.Contains(mayHoldAt, name) {
			return true
		}
	}
	return false
}
