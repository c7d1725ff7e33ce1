package models

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

const (
	// connectWithin bounds one connection attempt where the URL has no
	// connect_timeout: an address that swallows packets must not be waited for
	// longer than any request.
	connectWithin = 5 * time.Second

	// connectionLife is the longest that a connection is used: load spreads over
	// servers that were added, and what a session holds goes.
	connectionLife = 30 * time.Minute
)

// openPostgres is GORM's dialect over a pool that speaks as a pooler needs it and
// lets go of connections whose server cannot work for us.
func openPostgres(o Options) (gorm.Dialector, *pooling, error) {
	config, modeGiven, err := parsePostgres(o.URL)
	if err != nil {
		return nil, nil, err
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectWithin
	}
	f := &freshness{life: cmp.Or(o.ConnectionLife, connectionLife)}
	config.OnPgError = f.keepAfter
	p := newPooling(o.Pooler, modeGiven)
	opened := func(ctx context.Context, c *pgx.Conn) error {
		f.begin(c)
		return p.detect(ctx, c)
	}
	connector := stdlib.GetConnector(*config, stdlib.OptionBeforeConnect(p.prepare),
		stdlib.OptionAfterConnect(opened), stdlib.OptionResetSession(f.check))
	return postgres.New(postgres.Config{Conn: sql.OpenDB(discreet{connector})}), p, nil
}

// freshness decides which connections are used on. After a failover all open
// connections may lead to the old server, which reads but does not write: the
// first that says so ends all that were opened before.
type freshness struct {
	life time.Duration
	era  atomic.Int64 // counts how often a server turned out to be unfit
}

// birth is what a connection remembers of its beginning.
type birth struct {
	era    int64
	endsAt time.Time
}

// birthKey is where a connection keeps its birth.
const birthKey = "phonelogin"

func (f *freshness) begin(c *pgx.Conn) {
	// Opened together, they must not end together.
	life := f.life - rand.N(f.life/5+1)
	c.PgConn().CustomData()[birthKey] = birth{f.era.Load(), time.Now().Add(life)}
}

// check is asked before a connection of the pool is used again.
func (f *freshness) check(_ context.Context, c *pgx.Conn) error {
	b, _ := c.PgConn().CustomData()[birthKey].(birth) // begin set it
	if b.era != f.era.Load() || time.Now().After(b.endsAt) {
		return driver.ErrBadConn // the pool closes it and takes another
	}
	return nil
}

// keepAfter reports whether a connection may be used on after an error: not after
// what ends it (FATAL), nor where the server is read-only or shuts down.
func (f *freshness) keepAfter(_ *pgconn.PgConn, e *pgconn.PgError) bool {
	switch e.Code {
	case codeReadOnly, "57P01", "57P02", "57P03": // the last three: shuts down, crashed, starts
		f.era.Add(1)
		return false
	case codeStalePlan: // all others hold statements from before the migration too
		f.era.Add(1)
		return false
	}
	return !strings.EqualFold(e.Severity, "FATAL")
}
