package models

import (
	"context"
	"crypto/x509"
	"database/sql/driver"
	"errors"
	"net"
	"os"

	"github.com/jackc/pgx/v5/pgconn"
)

// discreet is a connector whose errors are connectErrors.
type discreet struct{ driver.Connector }

// Connect opens a connection.
func (d discreet) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := d.Connector.Connect(ctx)
	if err != nil {
		return nil, connectError{err}
	}
	return c, nil
}

// connectError describes why the database could not be reached without quoting its
// URL: in a mistyped URL, part of the password may stand in place of the host. The
// cause is available to errors.As.
type connectError struct{ cause error }

func (e connectError) Unwrap() error { return e.cause }

func (e connectError) Error() string {
	var (
		server   *pgconn.PgError
		name     *net.DNSError
		dial     *net.OpError
		unknown  x509.UnknownAuthorityError
		another  x509.HostnameError
		expired  x509.CertificateInvalidError
		timedOut = errors.Is(e.cause, context.DeadlineExceeded) || errors.Is(e.cause, os.ErrDeadlineExceeded)
	)
	switch {
	case errors.As(e.cause, &server):
		return server.Message + " (SQLSTATE " + server.Code + ")"
	case errors.As(e.cause, &name) && name.IsNotFound:
		return "the name of its host is not known"
	case errors.As(e.cause, &name):
		return "the name of its host could not be looked up"
	case timedOut:
		return "it does not answer in time"
	case errors.As(e.cause, &unknown):
		return "its certificate is signed by an unknown authority"
	case errors.As(e.cause, &another):
		return "its certificate is for another name"
	case errors.As(e.cause, &expired):
		return "its certificate is not valid"
	case errors.As(e.cause, &dial):
		return dial.Err.Error()
	}
	return innermost(e.cause)
}

// innermost is the text of the last cause. The errors around it quote user,
// database and host.
func innermost(err error) string {
	for {
		switch e := err.(type) { //nolint:errorlint // each link is looked at by itself
		case interface{ Unwrap() error }:
			if e.Unwrap() == nil {
				return "it could not be reached"
			}
			err = e.Unwrap()
		case interface{ Unwrap() []error }:
			if len(e.Unwrap()) == 0 {
				return "it could not be reached"
			}
			err = e.Unwrap()[0]
		default:
			return err.Error()
		}
	}
}
