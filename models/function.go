package models

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"
)

// functionName is what the name of a schema or function may be made of.
var functionName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_$]{0,62}$`)

// Function is a function of the operator's in the Postgres database. It takes and
// returns jsonb.
type Function struct{ Schema, Name string }

// Check refuses a name that could be anything but a name.
func (f Function) Check() error {
	if !functionName.MatchString(f.Schema) || !functionName.MatchString(f.Name) {
		return errors.New("is not pg-functions://<database>/<schema>/<function>")
	}
	return nil
}

// functionWithin bounds a function: people wait for it.
const functionWithin = 2 * time.Second

// Call runs a function in a transaction of its own, at most for two seconds.
func (db *DB) Call(ctx context.Context, f Function, question []byte) (answer []byte, err error) {
	if err := f.Check(); err != nil {
		return nil, err
	}
	if !db.postgres {
		return nil, errors.New("functions need Postgres")
	}
	var text string
	err = db.Transact(ctx, func(tx *DB) error {
		_, err := tx.exec(ctx, fmt.Sprintf(`SET LOCAL statement_timeout = %d`, functionWithin.Milliseconds()))
		if err != nil {
			return err
		}
		return tx.one(ctx, &text, fmt.Sprintf(`SELECT coalesce("%s"."%s"(?::jsonb)::text, '')`, f.Schema, f.Name), string(question))
	})
	return []byte(text), err
}
