package models

import (
	"context"
	"time"

	"gorm.io/gorm/logger"
)

// statementLog passes the text of statements on. It replaces GORM's log, which
// writes values too. Errors are returned and logged once, at the edge.
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

// Trace implements logger.Interface; GORM calls it after each statement.
func (t statementLog) Trace(_ context.Context, _ time.Time, statement func() (string, int64), _ error) {
	sql, _ := statement()
	t.onStatement(sql)
}

// ParamsFilter removes the values of a statement: they hold numbers and keys.
func (statementLog) ParamsFilter(_ context.Context, sql string, _ ...any) (string, []any) {
	return sql, nil
}
