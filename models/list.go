package models

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// Cursor is a row's position in a list ordered by time and id.
type Cursor struct {
	CreatedAt time.Time
	ID        string
}

// Total is the number of rows of a list.
type Total struct {
	Count     int
	Estimated bool
}

// countedExactly is the longest list that is counted exactly: a count reads every
// row's entry of an index. Longer lists are estimated. The limit is higher on
// SQLite, whose estimates are worse.
const (
	countedExactly         = 10_000
	countedExactlyOnSQLite = 50_000
)

// count counts the rows that meet a condition, from an index.
func (db *DB) count(ctx context.Context, table, where string, args []any) (Total, error) {
	most, estimate := countedExactly, db.planned
	if !db.postgres {
		most, estimate = countedExactlyOnSQLite, db.sampled
	}
	var n int
	some := append(args[:len(args):len(args)], most+1)
	err := db.one(ctx, &n, `SELECT count(*) FROM (SELECT 1 FROM auth.`+table+` WHERE `+where+` LIMIT ?) AS few`, some...)
	if err != nil || n <= most {
		return Total{Count: n}, err
	}
	n, err = estimate(ctx, table, where, args)
	return Total{Count: max(n, most+1), Estimated: true}, err
}

// planned is the row count that the planner of Postgres expects.
func (db *DB) planned(ctx context.Context, table, where string, args []any) (int, error) {
	var text string
	err := db.one(ctx, &text, `EXPLAIN (FORMAT JSON) SELECT 1 FROM auth.`+table+` WHERE `+where, args...)
	if err != nil {
		return 0, err
	}
	var plans []struct {
		Plan struct {
			Rows float64 `json:"Plan Rows"`
		}
	}
	if err := json.Unmarshal([]byte(text), &plans); err != nil || len(plans) == 0 {
		return 0, fmt.Errorf("read plan: %w", err)
	}
	return int(plans[0].Plan.Rows), nil
}

// sample is how many of the newest rows the estimate on SQLite looks at.
const sample = 2000

// sampled estimates how many rows of an SQLite table meet a condition. It assumes
// that the newest rows are like the others and that none was deleted. It asks for
// the smallest and the largest rowid separately: together they make SQLite read the
// whole table.
func (db *DB) sampled(ctx context.Context, table, where string, args []any) (int, error) {
	var n int
	return n, db.one(ctx, &n, `
		SELECT ((SELECT max(rowid) FROM auth.`+table+`) - (SELECT min(rowid) FROM auth.`+table+`) + 1) * count(*) / ?
		FROM (SELECT * FROM auth.`+table+` ORDER BY rowid DESC LIMIT ?) AS few WHERE `+where,
		append([]any{sample, sample}, args...)...)
}

// newestFirst is the order of lists.
const newestFirst = ` ORDER BY created_at DESC, id DESC`

func orderOf(oldestFirst bool) (order, beyond string) {
	if oldestFirst {
		return ` ORDER BY created_at, id`, `>`
	}
	return newestFirst, `<`
}

// afterCursor adds the condition that rows come after a cursor, if there is one.
func afterCursor(m Cursor, beyond, where string, args []any) (string, []any) {
	if m == (Cursor{}) {
		return where, args
	}
	return where + ` AND (created_at, id) ` + beyond + ` (?, ?)`, append(args[:len(args):len(args)], m.CreatedAt, m.ID)
}
