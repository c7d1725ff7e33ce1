package models

import (
	"context"
	"fmt"
	"math"
	"time"
)

// Budget limits how often something that costs money may be done in a period, by
// all replicas together. A new period begins with the first use after the last one
// ended.
type Budget struct {
	Name   string
	Limit  int
	Period time.Duration
}

// OverBudgetError is returned when a budget is used up until EndsAt.
type OverBudgetError struct{ EndsAt time.Time }

func (e *OverBudgetError) Error() string {
	return fmt.Sprintf("the budget is spent until %s", e.EndsAt.UTC().Format(time.RFC3339))
}

// chargeBudget takes n out of a budget; 0 only checks it. It returns an
// OverBudgetError when nothing is left. Call it last in a transaction, because it
// locks the row that all requests share.
func (db *DB) chargeBudget(ctx context.Context, b Budget, n int, now time.Time) error {
	over, ahead := now.Add(-b.Period), now.Add(ClockTolerance) // a period that began in the future would not end
	changed, err := db.exec(ctx, `
		INSERT INTO auth.budgets AS b (name, spent, began_at) VALUES (?, ?, ?)
		ON CONFLICT (name) DO UPDATE SET
			spent = CASE WHEN b.began_at <= ? OR b.began_at > ? THEN excluded.spent ELSE b.spent + excluded.spent END,
			began_at = CASE WHEN b.began_at <= ? OR b.began_at > ? THEN excluded.began_at ELSE b.began_at END
		WHERE b.began_at <= ? OR b.began_at > ? OR b.spent < ?`,
		b.Name, n, now, over, ahead, over, ahead, over, ahead, b.Limit)
	if err != nil || changed > 0 {
		return err
	}
	var began time.Time
	if err := db.one(ctx, &began, `SELECT began_at FROM auth.budgets WHERE name = ?`, b.Name); err != nil {
		return err
	}
	return &OverBudgetError{EndsAt: began.Add(b.Period)}
}

// ChargeWithoutLimit takes one out of a budget even when nothing is left.
func (db *DB) ChargeWithoutLimit(ctx context.Context, b Budget, now time.Time) error {
	b.Limit = math.MaxInt32
	return db.chargeBudget(ctx, b, 1, now)
}

// refundBudget returns one to a budget that was charged at a time, if that was in
// the current period.
func (db *DB) refundBudget(ctx context.Context, b Budget, at time.Time) error {
	_, err := db.exec(ctx, `
		UPDATE auth.budgets SET spent = spent - 1 WHERE name = ? AND spent > 0 AND began_at <= ?`, b.Name, at)
	return err
}
