package models

import (
	"context"
	"time"
)

// AuditLogEntry is one act of a user or an admin.
type AuditLogEntry struct {
	ID        string `gorm:"primaryKey"`
	Payload   Metadata
	IPAddress string `gorm:"column:ip_address"`
	CreatedAt time.Time
}

// KeepAudit stores entries, all or none. It skips entries that are stored already.
func (db *DB) KeepAudit(ctx context.Context, entries []AuditLogEntry) error {
	return db.createMissing(ctx, &entries)
}
