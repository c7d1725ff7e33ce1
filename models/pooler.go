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

// errUnreadableURL hides what the parser says: it quotes the URL, whose password
// may stand where the parser takes it for the host.
var errUnreadableURL = errors.New("the URL cannot be read")

// ofOtherClients are parameters that people paste along with a URL and that mean
// something to another client only: Prisma, Supabase's dashboard, pgx's own pool,
// libpq. A server and a pooler refuse parameters that they do not know.
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

// unusable is what pgx says of a URL whose parameters it cannot use, without the
// URL, which it quotes first.
func unusable(err error) error {
	text := err.Error()
	if end := strings.LastIndex(text, "`: "); end >= 0 {
		return fmt.Errorf("%w: %s", errUnreadableURL, text[end+len("`: "):])
	}
	return errUnreadableURL
}

// Whether a pooler stands before Postgres, in Options.
const (
	PoolerAuto = "auto" // as connections show
	PoolerYes  = "yes"
	PoolerNo   = "no"
)

// pooling knows whether a pooler stands before Postgres. In transaction mode the
// next statement may meet another server process, which knows nothing of statements
// that were prepared; so behind a pooler each is sent whole. That costs the server
// time to plan it, so it is not done without one.
type pooling struct {
	fixed bool        // told by the operator
	seen  atomic.Bool // some connection led to one
}

func newPooling(pooler string, modeGiven bool) *pooling {
	p := &pooling{fixed: modeGiven || pooler == PoolerYes || pooler == PoolerNo}
	p.seen.Store(!modeGiven && pooler == PoolerYes)
	return p
}

// prepare chooses how the statements of a new connection are sent.
func (p *pooling) prepare(_ context.Context, c *pgx.ConnConfig) error {
	if p.seen.Load() {
		c.DefaultQueryExecMode = pgx.QueryExecModeExec
	}
	return nil
}

// detect tells a pooler by the number of the server process: a pooler names one of
// its own making when a client connects, because any process may serve it. The
// connection that shows the first pooler is given up, and the next is opened the
// other way.
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

// BehindPooler reports whether statements are sent as a pooler needs it.
func (db *DB) BehindPooler() bool { return db.pooling != nil && db.pooling.seen.Load() }
