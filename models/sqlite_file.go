package models

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"gorm.io/gorm"
)

// sqliteFile is the file of an SQLite database as it was when it was opened. Open
// connections write on into a file that was removed or replaced: all that they
// answer would be gone with the process.
type sqliteFile struct {
	path   string
	opened os.FileInfo
}

// errReplaced is the cause of an outage that a restart ends.
var errReplaced = errors.New("another file is in the place of the database's: put it back, or start the program again")

// openSQLiteFile makes the file where there is none.
func openSQLiteFile(path string) (*sqliteFile, error) {
	if err := createPrivate(path); err != nil {
		return nil, err
	}
	whole, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	opened, err := os.Stat(whole)
	return &sqliteFile{whole, opened}, err
}

// check tells whether the file is still in its place. The error is an Outage that
// is over when the file is back.
func (f *sqliteFile) check() error {
	now, err := os.Stat(f.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &Outage{Unreachable, err}
	case err != nil:
		return nil // a folder that may not be read hides it; open connections work on
	case !os.SameFile(now, f.opened):
		return &Outage{Broken, errReplaced}
	}
	return nil
}

// renew closes the connections that nobody uses. SQLite opens a file that may not be
// written for reading only, and such a connection stays so when the file may be
// written again.
func renew(g *gorm.DB, connections int) {
	pool, err := g.DB()
	if err != nil {
		return // there is no pool to renew
	}
	pool.SetMaxIdleConns(-1)
	pool.SetMaxIdleConns(connections)
}
