package models

import (
	"context"
	"database/sql/driver"
	"time"
)

// MessageReport is a provider's report about a message that it accepted.
type MessageReport struct {
	Provider   string    `json:"-"`
	ProviderID string    `json:"-"`
	State      string    `json:"state"` // MessageSent, MessageDelivered or MessageUndelivered
	Reason     string    `json:"reason,omitempty"`
	Code       string    `json:"code,omitempty"`
	Detail     string    `json:"detail,omitempty"`
	Segments   int       `json:"segments,omitempty"`
	Price      Text      `json:"price,omitempty"`
	Currency   Text      `json:"currency,omitempty"`
	At         time.Time `json:"at"`
}

// Scan reads a column.
func (r *MessageReport) Scan(v any) error { return scanJSON(v, r) }

// Value writes a column.
func (r MessageReport) Value() (driver.Value, error) { return valueJSON(r) }

// Final reports whether no other state follows.
func (r MessageReport) Final() bool { return r.State != MessageSent }

// ReportMessage stores a report and returns the message after it. Reports may come
// twice and in any order. A final state stays; other facts of the report, such as
// the price, are stored. ErrNotFound when no message has this provider id.
func (db *DB) ReportMessage(ctx context.Context, r MessageReport) (*Message, error) {
	var final *time.Time
	if r.Final() {
		final = &r.At
	}
	var m Message
	return &m, db.one(ctx, &m, `
		UPDATE auth.messages SET
			reason = CASE WHEN final_at IS NULL THEN ? ELSE reason END,
			code = CASE WHEN final_at IS NULL THEN ? ELSE code END,
			detail = CASE WHEN final_at IS NULL THEN ? ELSE detail END,
			segments = CASE WHEN ? > 0 THEN ? ELSE segments END,
			price = coalesce(?, price), currency = coalesce(?, currency),
			state = CASE WHEN final_at IS NULL THEN ? ELSE state END,
			taken_at = coalesce(taken_at, ?), final_at = coalesce(final_at, ?)
		WHERE provider = ? AND provider_id = ? RETURNING *`,
		r.Reason, r.Code, r.Detail, r.Segments, r.Segments, r.Price, r.Currency, r.State, r.At, final,
		r.Provider, r.ProviderID)
}

// KeepEarlyReport stores a report of a message whose provider id is not known yet.
func (db *DB) KeepEarlyReport(ctx context.Context, r MessageReport, now time.Time) error {
	_, err := db.exec(ctx, `
		INSERT INTO auth.early_reports (provider, provider_id, report, created_at) VALUES (?, ?, ?, ?)`,
		r.Provider, r.ProviderID, r, now)
	return err
}

// TakeEarlyReports removes and returns the early reports of a message.
func (db *DB) TakeEarlyReports(ctx context.Context, provider, id string) ([]MessageReport, error) {
	var rows []struct{ Report MessageReport }
	err := db.many(ctx, &rows, `
		DELETE FROM auth.early_reports WHERE provider = ? AND provider_id = ? RETURNING report`, provider, id)
	all := make([]MessageReport, 0, len(rows))
	for _, row := range rows {
		row.Report.Provider, row.Report.ProviderID = provider, id
		all = append(all, row.Report)
	}
	return all, err
}
