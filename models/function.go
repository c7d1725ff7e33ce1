package models

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
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

// ErrFunction is the answer where a function raised an error, does not exist or
// took too long. What it said may quote the question, and is not told.
var ErrFunction = errors.New("the function failed")

// Call runs a function in a transaction of its own, at most for two seconds.
// ErrFunction when it fails; an Outage, which leaves open whether it ran, when the
// database does.
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
	if isOfFunction(err) {
		return nil, ErrFunction
	}
	return []byte(text), err
}

// isOfFunction tells errors that a function can raise itself from those of the
// database under it.
func isOfFunction(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	if !ok || len(e.Code) != 5 || e.Code == codeReadOnly {
		return false
	}
	return slices.Contains(ourClasses, e.Code[:2]) || slices.Contains([]string{"3F000", "55P03", "57014"}, e.Code)
}
