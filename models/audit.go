package models

import (
	"context"
	"time"
)

// AuditLogEntry is one thing that somebody did.
type AuditLogEntry struct {
	ID        string `gorm:"primaryKey"`
	Payload   Metadata
	IPAddress string `gorm:"column:ip_address"`
	CreatedAt time.Time
}

// KeepAudit stores entries, all or none. Those that are stored already are left
// alone.
func (db *DB) KeepAudit(ctx context.Context, entries []AuditLogEntry) error {
	return db.createMissing(ctx, &entries)
}
