package phone

import (
	"database/sql/driver"
	"fmt"
)

// Scan reads a column; NULL is no number.
func (p *Number) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*p = ""
	case string:
		*p = Number(v)
	case []byte:
		*p = Number(v)
	default:
		return fmt.Errorf("scan number: unexpected %T", v)
	}
	return nil
}

// Value writes a column; no number is NULL, because columns of numbers are unique
// where they are set.
func (p Number) Value() (driver.Value, error) {
	if p == "" {
		return nil, nil
	}
	return string(p), nil
}
