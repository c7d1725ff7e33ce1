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
	// connectWithin is the time limit of a connection attempt when the URL has no
	// connect_timeout. A host that drops packets must not delay a request longer.
	connectWithin = 5 * time.Second

	// connectionLife is the longest use of a connection: load spreads to added
	// servers, and the state of old server sessions goes away.
	connectionLife = 30 * time.Minute
)

// openPostgres opens a pool that adapts to poolers and closes connections to
// servers that cannot work.
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

// freshness decides which connections stay in use. After a failover all open
// connections may lead to the old server, which reads and does not write. The first
// such answer ends all connections opened before.
type freshness struct {
	life time.Duration
	era  atomic.Int64 // counts the servers that turned out to be unfit
}

// birth is stored with a connection when it is opened.
type birth struct {
	era    int64
	endsAt time.Time
}

// birthKey is the key of birth in a connection's custom data.
const birthKey = "phonelogin"

func (f *freshness) begin(c *pgx.Conn) {
	// Connections opened together must not all end together.
	life := f.life - rand.N(f.life/5+1)
	c.PgConn().CustomData()[birthKey] = birth{f.era.Load(), time.Now().Add(life)}
}

// check is called before a pooled connection is used again.
func (f *freshness) check(_ context.Context, c *pgx.Conn) error {
	b, _ := c.PgConn().CustomData()[birthKey].(birth) // begin set it
	if b.era != f.era.Load() || time.Now().After(b.endsAt) {
		return driver.ErrBadConn // the pool closes it and takes another
	}
	return nil
}

// keepAfter reports whether a connection may be used after an error: not after a
// FATAL error, nor when the server is read-only or shuts down.
func (f *freshness) keepAfter(_ *pgconn.PgConn, e *pgconn.PgError) bool {
	switch e.Code {
	case codeReadOnly, "57P01", "57P02", "57P03": // the last three: shutting down, crashed, starting
		f.era.Add(1)
		return false
	case codeStalePlan: // other connections also hold statements from before the migration
		f.era.Add(1)
		return false
	}
	return !strings.EqualFold(e.Severity, "FATAL")
}
