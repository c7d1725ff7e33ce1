package secrets

import (
	"encoding/binary"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/google/uuid"
)

// OrderedIDs makes ids that sort by time and, within one moment, by the order of
// calls. So lists ordered by time and id keep the order of events. They are UUIDs
// of version 7 (RFC 9562, section 5.7), which also keeps new rows together in an
// index.
type OrderedIDs struct {
	mu    sync.Mutex
	last  time.Time
	count uint16 // of ids in that microsecond
}

// Next makes the id of an event at a moment.
func (o *OrderedIDs) Next(random io.Reader, at time.Time) (string, error) {
	var id uuid.UUID
	if _, err := io.ReadFull(random, id[10:]); err != nil {
		return "", fmt.Errorf("read randomness: %w", err)
	}
	micros := uint64(at.UnixMicro())
	binary.BigEndian.PutUint64(id[:8], micros/1000<<16|0x7000|micros%1000)
	binary.BigEndian.PutUint16(id[8:10], 0x8000|o.sequence(at)&0x3fff)
	return id.String(), nil
}

// sequence counts the ids of one moment from 0.
func (o *OrderedIDs) sequence(at time.Time) uint16 {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.count++
	if !at.Equal(o.last) {
		o.last, o.count = at, 0
	}
	return o.count
}
