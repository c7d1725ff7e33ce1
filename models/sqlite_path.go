package models

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// errPath is the error of a path where no database can be.
var errPath = errors.New("no database can be there")

// checkSQLitePath checks whether a database can be at a path, and leaves nothing
// behind.
func checkSQLitePath(path string) error {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return fmt.Errorf("%w: %s is a folder, not a file", errPath, path)
	case err == nil && !info.Mode().IsRegular():
		return fmt.Errorf("%w: %s is not an ordinary file", errPath, path)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%w: %w", errPath, err)
	case err == nil:
		file, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			return fmt.Errorf("%w: the file cannot be written: %w", errPath, err)
		}
		_ = file.Close() // nothing was written
	}
	return checkFolder(filepath.Dir(path))
}

// checkFolder checks that files can be created in a folder: SQLite keeps two beside
// its own.
func checkFolder(folder string) error {
	if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: the folder %s does not exist", errPath, folder)
	} else if err != nil {
		return fmt.Errorf("%w: its folder: %w", errPath, err)
	}
	file, err := os.CreateTemp(folder, ".phonelogin-*")
	if err != nil {
		return fmt.Errorf("%w: its folder takes no files: %w", errPath, err)
	}
	return errors.Join(file.Close(), os.Remove(file.Name()))
}
