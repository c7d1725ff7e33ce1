package models

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"gorm.io/gorm"
)

// sqliteFile is the identity of a database file when it was opened. Open
// connections keep writing into a removed or replaced file, and those writes would
// be lost with the process.
type sqliteFile struct {
	path   string
	opened os.FileInfo
}

// errReplaced is the cause of an outage that a restart or the old file ends.
var errReplaced = errors.New("another file is in the place of the database's: put it back, or start the program again")

// openSQLiteFile creates the file if it does not exist.
func openSQLiteFile(path string) (*sqliteFile, error) {
	if err := createPrivate(path); err != nil {
		return nil, err
	}
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	opened, err := os.Stat(absolute)
	return &sqliteFile{absolute, opened}, err
}

// check returns an Outage when the file was removed or replaced, until it is back.
func (f *sqliteFile) check() error {
	now, err := os.Stat(f.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &Outage{Unreachable, err}
	case err != nil:
		return nil // an unreadable folder hides the file; open connections still work
	case !os.SameFile(now, f.opened):
		return &Outage{Broken, errReplaced}
	}
	return nil
}

// renew closes idle connections. SQLite opens a read-only file for reading, and
// such a connection stays read-only when the file becomes writable.
func renew(g *gorm.DB, connections int) {
	pool, err := g.DB()
	if err != nil {
		return // there is no pool to renew
	}
	pool.SetMaxIdleConns(-1)
	pool.SetMaxIdleConns(connections)
}
