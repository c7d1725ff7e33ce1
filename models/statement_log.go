package models

import (
	"context"
	"time"

	"gorm.io/gorm/logger"
)

// statementLog tells what statements are run. It stands in for GORM's log, which
// writes values too; errors are returned and logged once, at the edge.
type statementLog struct {
	logger.Interface
	onStatement func(statement string)
}

func newStatementLog(tell func(string)) logger.Interface {
	if tell == nil {
		return logger.Discard
	}
	return statementLog{logger.Discard, tell}
}

// Trace is called by GORM after each statement.
func (t statementLog) Trace(_ context.Context, _ time.Time, statement func() (string, int64), _ error) {
	sql, _ := statement()
	t.onStatement(sql)
}

// ParamsFilter keeps values out of the statement: they hold numbers and keys.
func (statementLog) ParamsFilter(_ context.Context, sql string, _ ...any) (string, []any) {
	return sql, nil
}
