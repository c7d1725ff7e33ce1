package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
)

// report is everything measured in one run, as -json writes it.
type report struct {
	Machine machine  `json:"machine"`
	Targets []target `json:"targets"`
}

type machine struct {
	Cores  int    `json:"cores"`
	System string `json:"system"`
	Go     string `json:"go"`
}

func (m machine) String() string { return fmt.Sprintf("%d cores, %s, %s", m.Cores, m.System, m.Go) }

// target is one server, or one of its databases.
type target struct {
	Name  string `json:"name"`
	Start *start `json:"start,omitempty"` // of a server that the driver started
	Cells []cell `json:"cells"`
}

// start is what a server needs before anybody uses it.
type start struct {
	Binary    int64   `json:"binary_bytes"`
	FirstPage float64 `json:"first_page_ms"`     // from starting the program on an empty database to GET /login answered
	Memory    int64   `json:"idle_memory_bytes"` // resident, one second after it was ready
}

func (s start) String() string {
	const mib = 1 << 20
	return fmt.Sprintf("binary %.1f MiB, first page after %.0f ms, idle memory %.1f MiB",
		float64(s.Binary)/mib, s.FirstPage, float64(s.Memory)/mib)
}

func (r report) save(path string) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return fmt.Errorf("write results: %w", err)
	}
	if err := os.WriteFile(path, append(text, '\n'), 0o644); err != nil { //nolint:gosec // results are for everybody
		return fmt.Errorf("write results: %w", err)
	}
	return nil
}

// table prints cells as they come, in columns.
type table struct{ out io.Writer }

func newTable(out io.Writer, t target) *table {
	_, _ = fmt.Fprintf(out, "\n%s\n", t.Name)
	if t.Start != nil {
		_, _ = fmt.Fprintln(out, *t.Start)
	}
	_, _ = fmt.Fprintf(out, "\n%-8s %7s %9s %9s %9s %9s %14s %16s  %s\n",
		"flow", "clients", "ops/s", "p50 ms", "p95 ms", "p99 ms", "server us/op", "database us/op", "errors")
	return &table{out}
}

func (t *table) row(c cell) {
	_, _ = fmt.Fprintf(t.out, "%-8s %7d %9.0f %9.2f %9.2f %9.2f %14s %16s  %s\n",
		c.Flow, c.Clients, c.PerSec, c.P50, c.P95, c.P99, micros(c.ServerCPU), micros(c.DatabaseCPU), counts(c.Errors))
}

func micros(us *float64) string {
	if us == nil {
		return "-"
	}
	return fmt.Sprintf("%.0f", *us)
}

func counts(errors map[string]int) string {
	if len(errors) == 0 {
		return "0"
	}
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(errors)) {
		parts = append(parts, fmt.Sprintf("%s: %d", name, errors[name]))
	}
	return strings.Join(parts, ", ")
}
