package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// An event is one line of the stream, as `go doc test2json` describes it.
type event struct {
	Action  string
	Package string
	Test    string
	Output  string
	// ImportPath stands for Package in the events of a build.
	ImportPath string
}

type counts struct{ passed, failed int }

// A tally remembers what each running test said, so that only the words of the
// failing ones are printed.
type tally struct {
	counts
	out    io.Writer
	said   map[string]*strings.Builder // by package and test
	blamed map[string]bool             // packages with a failing test
}

// count reads the whole stream. Words that are no events (a panic of the go
// command itself) end it with an error.
func count(in io.Reader, out io.Writer) (counts, error) {
	t := tally{out: out, said: map[string]*strings.Builder{}, blamed: map[string]bool{}}
	dec := json.NewDecoder(in)
	for {
		var e event
		err := dec.Decode(&e)
		if errors.Is(err, io.EOF) {
			return t.counts, nil
		}
		if err != nil {
			return t.counts, err
		}
		t.take(e)
	}
}

func (t *tally) take(e event) {
	key := e.Package + e.ImportPath + " " + e.Test
	switch e.Action {
	case "output", "build-output":
		if t.said[key] == nil {
			t.said[key] = &strings.Builder{}
		}
		t.said[key].WriteString(e.Output)
		return
	case "pass":
		if e.Test != "" {
			t.passed++
		} else {
			fmt.Fprintln(t.out, "ok  ", e.Package)
		}
	case "skip":
		if e.Test != "" {
			t.fail(e, "skipped, which counts as failed")
		}
	case "fail":
		t.fail(e, "failed")
	case "build-fail":
		t.print(key)
	default:
		return
	}
	delete(t.said, key)
}

// fail counts a failing test, and a failing package only where no test of it
// was to blame: it did not build, or the process died.
func (t *tally) fail(e event, how string) {
	key := e.Package + " " + e.Test
	if e.Test == "" && t.blamed[e.Package] {
		fmt.Fprintln(t.out, "FAIL", e.Package)
		return
	}
	t.blamed[e.Package] = true
	t.failed++
	fmt.Fprintln(t.out, "FAIL", e.Package, e.Test, how)
	t.print(key)
}

func (t *tally) print(key string) {
	if words := t.said[key]; words != nil {
		fmt.Fprint(t.out, words.String())
	}
}
