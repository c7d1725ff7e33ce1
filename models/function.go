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

// functionName is the form of a schema's or function's name.
var functionName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_$]{0,62}$`)

// Function is an operator's function in the Postgres database. It takes and returns
// jsonb.
type Function struct{ Schema, Name string }

// Check refuses names that are not plain SQL identifiers.
func (f Function) Check() error {
	if !functionName.MatchString(f.Schema) || !functionName.MatchString(f.Name) {
		return errors.New("is not pg-functions://<database>/<schema>/<function>")
	}
	return nil
}

// functionWithin is the time limit of a function: a person waits for it.
const functionWithin = 2 * time.Second

// ErrFunction is returned when a function raised an error, does not exist or took
// too long. Its message may quote the question and is dropped.
var ErrFunction = errors.New("the function failed")

// Call runs a function in its own transaction, for at most two seconds. ErrFunction
// when it fails; an Outage when the database fails, which leaves open whether the
// function ran.
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

// isOfFunction reports whether a function can raise this error itself, as opposed
// to the database.
func isOfFunction(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	if !ok || len(e.Code) != 5 || e.Code == codeReadOnly {
		return false
	}
	return slices.Contains(ourClasses, e.Code[:2]) || slices.Contains([]string{"3F000", "55P03", "57014"}, e.Code)
}
