// Tally reads the stream of `go test -json`, prints what a person needs of it
// (a line for each package, everything a failing test said) and appends the
// counts "passed failed" to a file for scripts/test.sh.
//
//	go test -json ./... | go run ./scripts/tally counts.txt
//
// A skipped test counts as failed: nothing may be skipped because something is
// missing. So does a package that does not build.
package main

import (
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(os.Stdin, os.Stdout, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "tally:", err)
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer, args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("want one argument, the file that takes the counts, got %d", len(args))
	}
	c, err := count(in, out)
	if err != nil {
		return fmt.Errorf("read results: %w", err)
	}
	f, err := os.OpenFile(args[0], os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("open counts: %w", err)
	}
	if _, err := fmt.Fprintf(f, "%d %d\n", c.passed, c.failed); err != nil {
		return fmt.Errorf("write counts: %w", err)
	}
	return f.Close()
}
