package models

import (
	"bytes"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// Text is a string whose empty value is NULL in the database, for columns that are
// unique when set.
type Text string

// Scan reads a column.
func (t *Text) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*t = ""
	case string:
		*t = Text(v)
	case []byte:
		*t = Text(v)
	default:
		return fmt.Errorf("scan text: unexpected %T", v)
	}
	return nil
}

// Value writes a column.
func (t Text) Value() (driver.Value, error) {
	if t == "" {
		return nil, nil
	}
	return string(t), nil
}

// Metadata is a JSON object. Numbers keep their notation.
type Metadata map[string]any

// Scan reads a column.
func (m *Metadata) Scan(v any) error { return scanJSON(v, m) }

// Value writes a column; nil is the empty object.
func (m Metadata) Value() (driver.Value, error) {
	if m == nil {
		return "{}", nil
	}
	return valueJSON(m)
}

// Merged returns the metadata with changes applied: a nil value deletes its key. It
// changes neither.
func (m Metadata) Merged(changes Metadata) Metadata {
	merged := Metadata{}
	for k, v := range m {
		merged[k] = v
	}
	for k, v := range changes {
		if v == nil {
			delete(merged, k)
		} else {
			merged[k] = v
		}
	}
	return merged
}

// Method is an authentication method of a session (RFC 8176) and its time.
type Method struct {
	Method    string `json:"method"`
	Timestamp int64  `json:"timestamp"` // Unix seconds
}

// Methods are the authentication methods of a session, newest first.
type Methods []Method

// Scan reads a column.
func (m *Methods) Scan(v any) error { return scanJSON(v, m) }

// Value writes a column.
func (m Methods) Value() (driver.Value, error) { return valueJSON(m) }

// without returns all but one method.
func (m Methods) without(method string) Methods {
	return slices.DeleteFunc(slices.Clone(m), func(one Method) bool { return one.Method == method })
}

func scanJSON(v, into any) error {
	var text []byte
	switch v := v.(type) {
	case nil:
		return nil
	case string:
		text = []byte(v)
	case []byte:
		text = v
	default:
		return fmt.Errorf("scan JSON: unexpected %T", v)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	return d.Decode(into)
}

func valueJSON(v any) (driver.Value, error) {
	text, err := json.Marshal(v)
	return string(text), err
}

// Identity is one identity of a user (wire contract, section 3.2), in the form of
// answers and of the column more_identities.
type Identity struct {
	IdentityID   string     `json:"identity_id"`
	ID           string     `json:"id"` // the provider's id of the user
	UserID       string     `json:"user_id"`
	IdentityData Metadata   `json:"identity_data,omitempty"`
	Provider     string     `json:"provider"`
	LastSignInAt *time.Time `json:"last_sign_in_at"`
	CreatedAt    *time.Time `json:"created_at"`
	UpdatedAt    *time.Time `json:"updated_at"`
	Email        string     `json:"email,omitempty"`
}

// Identities are the identities of a user other than the phone.
type Identities []Identity

// Scan reads a column.
func (l *Identities) Scan(v any) error { return scanJSON(v, l) }

// Value writes a column; nil is the empty list.
func (l Identities) Value() (driver.Value, error) {
	if l == nil {
		return "[]", nil
	}
	return valueJSON(l)
}
