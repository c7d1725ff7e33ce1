package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

// warmUp is how long clients act before a cell is measured, unless the cell is
// shorter: connections open, caches fill.
const warmUp = time.Second

// driver measures one server.
type driver struct {
	api     *api
	codes   codes
	numbers *numbers
	window  time.Duration // how long a cell is measured

	server, database process
}

// cell is the outcome of one flow with one number of clients.
type cell struct {
	Flow    string  `json:"flow"`
	Clients int     `json:"clients"`
	Ops     int     `json:"ops"`         // successes
	PerSec  float64 `json:"ops_per_sec"` // successes
	P50     float64 `json:"p50_ms"`      // of successes, as are the next two
	P95     float64 `json:"p95_ms"`
	P99     float64 `json:"p99_ms"`

	// CPU of each operation, successful or not; null where no process was named.
	ServerCPU   *float64 `json:"server_cpu_us_per_op"`
	DatabaseCPU *float64 `json:"database_cpu_us_per_op"`

	Errors map[string]int `json:"errors"` // by status and error code
}

// all measures each flow with each number of clients and shows cells as they
// come.
func (d *driver) all(ctx context.Context, flows []flow, clients []int, show *table) ([]cell, error) {
	var cells []cell
	for _, f := range flows {
		for _, n := range clients {
			c, err := d.measure(ctx, f, n)
			if err != nil {
				return cells, fmt.Errorf("measure %s with %d clients: %w", f.name, n, err)
			}
			show.row(c)
			cells = append(cells, c)
		}
	}
	return cells, nil
}

// measure fills one cell.
func (d *driver) measure(ctx context.Context, f flow, n int) (cell, error) {
	defer d.codes.forget()
	clients, err := d.prepare(ctx, f, n)
	if err != nil && ctx.Err() == nil {
		// The server would not have it: a result like another, and no reason to
		// stop.
		return cell{Flow: f.name, Clients: n, Errors: map[string]int{"not prepared, " + nameOf(err): 1}}, nil
	}
	d.drive(ctx, f.warm, clients, min(warmUp, d.window))
	before, err := d.cpu()
	if err != nil {
		return cell{}, err
	}
	start := time.Now()
	done := d.drive(ctx, f.act, clients, d.window)
	took := time.Since(start)
	after, err := d.cpu()
	if err != nil {
		return cell{}, err
	}
	if err := ctx.Err(); err != nil {
		return cell{}, err
	}
	c := done.cell(took)
	c.Flow, c.Clients = f.name, n
	c.ServerCPU = perOp(d.server, after.server-before.server, done.attempts())
	c.DatabaseCPU = perOp(d.database, after.database-before.database, done.attempts())
	return c, nil
}

// prepare makes the clients of a cell ready, all at once.
func (d *driver) prepare(ctx context.Context, f flow, n int) ([]*client, error) {
	shared := &stock{}
	clients := make([]*client, n)
	errs := make([]error, n)
	var group sync.WaitGroup
	for i := range clients {
		clients[i] = &client{api: d.api, codes: d.codes, numbers: d.numbers, stock: shared}
		group.Go(func() { errs[i] = f.prepare(ctx, clients[i], d.window) })
	}
	group.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err // the others say the same
		}
	}
	return clients, nil
}

// drive lets every client act until the time is up or everything is used up. An
// operation that began in time is waited for and counted.
func (d *driver) drive(ctx context.Context, act action, clients []*client, during time.Duration) outcome {
	outcomes := make([]outcome, len(clients))
	end := time.Now().Add(during)
	var group sync.WaitGroup
	for i, c := range clients {
		group.Go(func() { outcomes[i] = repeat(ctx, act, c, end) })
	}
	group.Wait()
	all := outcome{errors: map[string]int{}}
	for _, o := range outcomes {
		all.took = append(all.took, o.took...)
		for name, n := range o.errors {
			all.errors[name] += n
		}
	}
	return all
}

func repeat(ctx context.Context, act action, c *client, end time.Time) outcome {
	o := outcome{errors: map[string]int{}}
	for start := time.Now(); start.Before(end) && ctx.Err() == nil; {
		err := act(ctx, c)
		if errors.Is(err, errUsedUp) {
			break
		}
		now := time.Now()
		if err == nil {
			o.took = append(o.took, now.Sub(start))
		} else {
			o.errors[nameOf(err)]++
		}
		start = now
	}
	return o
}

// nameOf is the line under which an error is counted.
func nameOf(err error) string {
	var no *refusal
	switch {
	case errors.As(err, &no):
		return no.Error()
	case errors.Is(err, errNoCode):
		return "no code"
	default:
		return "no answer"
	}
}

// outcome is what clients went through.
type outcome struct {
	took   []time.Duration // one per success
	errors map[string]int
}

func (o outcome) attempts() int {
	n := len(o.took)
	for _, failed := range o.errors {
		n += failed
	}
	return n
}

// cell sums up; during is how long it all took.
func (o outcome) cell(during time.Duration) cell {
	slices.Sort(o.took)
	return cell{
		Ops:    len(o.took),
		PerSec: float64(len(o.took)) / during.Seconds(),
		P50:    percentile(o.took, 50),
		P95:    percentile(o.took, 95),
		P99:    percentile(o.took, 99),
		Errors: o.errors,
	}
}

// percentile is the nearest rank in sorted, in milliseconds; 0 of nothing.
func percentile(sorted []time.Duration, p int) float64 {
	if len(sorted) == 0 {
		return 0
	}
	rank := (len(sorted)*p + 99) / 100
	return float64(sorted[rank-1]) / float64(time.Millisecond)
}
