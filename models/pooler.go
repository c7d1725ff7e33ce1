package models

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
)

// errUnreadableURL replaces the parser's error, which quotes the URL: part of the
// password may stand where the parser expects the host.
var errUnreadableURL = errors.New("the URL cannot be read")

// ofOtherClients are URL parameters for other clients (Prisma, Supabase's
// dashboard, pgx's own pool, libpq) that people copy along. Servers and poolers
// refuse unknown parameters.
var ofOtherClients = []string{
	"pgbouncer", "connection_limit", "pool_timeout", "schema", "statement_cache_size", "supa", "workaround",
	"pool_max_conns", "pool_min_conns", "pool_max_conn_lifetime", "pool_max_conn_idle_time", "pool_health_check_period",
	"channel_binding", "gssencmode",
}

// parsePostgres reads the URL of a Postgres database.
func parsePostgres(address string) (config *pgx.ConnConfig, modeGiven bool, err error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, false, errUnreadableURL
	}
	q := u.Query()
	for _, name := range ofOtherClients {
		q.Del(name)
	}
	u.RawQuery = q.Encode()
	config, err = pgx.ParseConfig(u.String())
	if err != nil {
		return nil, false, unusable(err)
	}
	return config, q.Has("default_query_exec_mode"), nil
}

// unusable is pgx's error about URL parameters without the URL, which it quotes
// first.
func unusable(err error) error {
	text := err.Error()
	if end := strings.LastIndex(text, "`: "); end >= 0 {
		return fmt.Errorf("%w: %s", errUnreadableURL, text[end+len("`: "):])
	}
	return errUnreadableURL
}

// The values of Options.Pooler: whether a pooler stands before Postgres.
const (
	PoolerAuto = "auto" // detect on connect
	PoolerYes  = "yes"
	PoolerNo   = "no"
)

// pooling tracks whether a pooler stands before Postgres. In transaction mode the
// next statement may reach another server process, which does not know prepared
// statements. So behind a pooler every statement is sent whole. The server then
// plans each one again, so this is not done without a pooler.
type pooling struct {
	fixed bool        // set by the operator
	seen  atomic.Bool // a connection led to a pooler
}

func newPooling(pooler string, modeGiven bool) *pooling {
	p := &pooling{fixed: modeGiven || pooler == PoolerYes || pooler == PoolerNo}
	p.seen.Store(!modeGiven && pooler == PoolerYes)
	return p
}

// prepare sets how a new connection sends statements.
func (p *pooling) prepare(_ context.Context, c *pgx.ConnConfig) error {
	if p.seen.Load() {
		c.DefaultQueryExecMode = pgx.QueryExecModeExec
	}
	return nil
}

// detect recognises a pooler by the process id: a pooler makes up its own id for a
// client, because any server process may serve it. The first connection that shows
// a pooler is closed, and the next one is opened in the other mode.
func (p *pooling) detect(ctx context.Context, c *pgx.Conn) error {
	if p.fixed || p.seen.Load() {
		return nil
	}
	var pid uint32
	err := c.QueryRow(ctx, `SELECT pg_backend_pid()`, pgx.QueryExecModeSimpleProtocol).Scan(&pid)
	if err != nil || pid == c.PgConn().PID() {
		return err
	}
	p.seen.Store(true)
	_ = c.Close(ctx) // nothing was done on it
	return driver.ErrBadConn
}

// BehindPooler reports whether statements are sent in the mode for poolers.
func (db *DB) BehindPooler() bool { return db.pooling != nil && db.pooling.seen.Load() }
