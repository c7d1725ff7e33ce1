package models

import (
	"context"
	"time"

	"gorm.io/gorm/logger"
)

// tracer tells what statements are run. It stands in for GORM's log, which
// writes values too; errors are returned and logged once, at the edge.
type tracer struct {
	logger.Interface
	tell func(statement string)
}

func newTracer(tell func(string)) logger.Interface {
	if tell == nil {
		return logger.Discard
	}
	return tracer{logger.Discard, tell}
}

// Trace is called by GORM after each statement.
func (t tracer) Trace(_ context.Context, _ time.Time, statement func() (string, int64), _ error) {
	sql, _ := statement()
	t.tell(sql)
}

// ParamsFilter keeps values out of the statement: they hold numbers and keys.
func (tracer) ParamsFilter(_ context.Context, sql string, _ ...any) (string, []any) { return sql, nil }
