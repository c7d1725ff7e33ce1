package models

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// Mark is a row's place in a list that is ordered by time and id.
type Mark struct {
	CreatedAt time.Time
	ID        string
}

// Total is how many rows a list has.
type Total struct {
	Count     int
	Estimated bool
}

// countedExactly is the longest list that is counted on Postgres: a count reads every
// row's place in an index. Longer ones are estimated by its planner.
const countedExactly = 10_000

// count counts rows that meet a condition, from an index. SQLite knows no estimates,
// and counts two million in a tenth of a second.
func (db *DB) count(ctx context.Context, table, where string, args []any) (Total, error) {
	rows := ` FROM auth.` + table + ` WHERE ` + where
	var n int
	if !db.postgres {
		return Total{Count: n}, db.one(ctx, &n, `SELECT count(*)`+rows, args...)
	}
	some := append(args[:len(args):len(args)], countedExactly+1)
	err := db.one(ctx, &n, `SELECT count(*) FROM (SELECT 1`+rows+` LIMIT ?) AS few`, some...)
	if err != nil || n <= countedExactly {
		return Total{Count: n}, err
	}
	n, err = db.estimate(ctx, `SELECT 1`+rows, args)
	return Total{Count: max(n, countedExactly+1), Estimated: true}, err
}

// estimate is how many rows the planner of Postgres expects.
func (db *DB) estimate(ctx context.Context, statement string, args []any) (int, error) {
	var text string
	if err := db.one(ctx, &text, `EXPLAIN (FORMAT JSON) `+statement, args...); err != nil {
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

// newestFirst is the order of lists, and beyond the comparison of rows behind a mark.
const newestFirst = ` ORDER BY created_at DESC, id DESC`

func orderOf(oldestFirst bool) (order, beyond string) {
	if oldestFirst {
		return ` ORDER BY created_at, id`, `>`
	}
	return newestFirst, `<`
}

// behind adds the condition that rows stand behind a mark, if there is one.
func behind(m Mark, beyond, where string, args []any) (string, []any) {
	if m == (Mark{}) {
		return where, args
	}
	return where + ` AND (created_at, id) ` + beyond + ` (?, ?)`, append(args[:len(args):len(args)], m.CreatedAt, m.ID)
}
