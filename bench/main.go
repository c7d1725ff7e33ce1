// Command bench measures a server with the phone part of the Supabase Auth API:
// sign-ins and their parts per second, how long they take, and how much CPU they
// cost the server and its database.
//
// Without -url it builds this repository's server, starts it in production mode
// on a new SQLite database, measures it, and does the same on PostgreSQL where
// -postgres names one. The driver plays the carrier and reads the codes from the
// messages. Driver, server and database share the machine, so numbers compare
// with others of the same machine only.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, "bench:", err)
		}
		os.Exit(1)
	}
}

// options are the flags as they were given.
type options struct {
	self     bool
	limits   bool
	url, key string
	inbox    string
	sink     string
	postgres string
	json     string
	flows    []flow
	clients  []int
	window   time.Duration
	people   uint64
	pid      int
	dbPID    int
}

// run measures what args ask for and writes the table to out.
func run(ctx context.Context, args []string, out io.Writer) error {
	o, err := parse(args)
	if err != nil {
		return err
	}
	r := report{Machine: machine{Cores: runtime.NumCPU(), System: runtime.GOOS + "/" + runtime.GOARCH, Go: runtime.Version()}}
	_, _ = fmt.Fprintln(out, r.Machine) // as of the table: nobody is there to be told
	if o.url == "" {
		r.Targets, err = measureSelf(ctx, o, out)
	} else {
		r.Targets, err = measureURL(ctx, o, out)
	}
	if err != nil {
		return err
	}
	if o.json == "" {
		return nil
	}
	return r.save(o.json)
}

func parse(args []string) (options, error) {
	var o options
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	f.BoolVar(&o.self, "self", false, "build, start and measure the server of this repository: the default without -url")
	f.BoolVar(&o.limits, "limits", true, "with -self: keep the limits of requests on")
	f.StringVar(&o.postgres, "postgres", "", "with -self: `URL` of an empty PostgreSQL database to measure on too")
	f.StringVar(&o.url, "url", "", "measure the server at this `origin`")
	f.StringVar(&o.key, "key", "", "with -url: the publishable `API key`")
	f.StringVar(&o.inbox, "inbox", "", "with -url: `URL` of the development inbox that gets the codes")
	f.StringVar(&o.sink, "sink", "", "with -url: `host:port` on which to play Twilio (and, at /hook, a send_sms hook)")
	f.IntVar(&o.pid, "pid", 0, "with -url: process `id` of the server, for its CPU")
	f.IntVar(&o.dbPID, "db-pid", 0, "process `id` of the database, whose CPU is taken with that of its children")
	f.Uint64Var(&o.people, "people", 0, "how many people there are, who come again and again; 0: nobody comes twice")
	f.StringVar(&o.json, "json", "", "write the results to this `file` too")
	seconds := f.Float64("seconds", 5, "how long each cell is measured, after one second of warming up")
	clients := f.String("clients", "1,16,64", "numbers of clients at once")
	flows := f.String("flow", "signin,otp,verify,refresh,user", "what to measure; \"visit\" is a sign-in with one refresh")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	o.window = time.Duration(*seconds * float64(time.Second))
	var err error
	if o.flows, err = flowsNamed(strings.Split(*flows, ",")); err != nil {
		return o, err
	}
	for _, text := range strings.Split(*clients, ",") {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return o, fmt.Errorf("-clients: %q is no number of clients", text)
		}
		o.clients = append(o.clients, n)
	}
	return o, o.check()
}

func (o options) check() error {
	switch {
	case o.url != "" && (o.self || o.postgres != ""):
		return errors.New("-url does not go with -self and -postgres")
	case o.url != "" && (o.inbox == "") == (o.sink == ""):
		return errors.New("-url needs either -inbox or -sink, to know where codes arrive")
	case o.url == "" && (o.inbox != "" || o.sink != "" || o.key != "" || o.pid != 0):
		return errors.New("-key, -inbox, -sink and -pid need -url")
	case o.people > allNumbers:
		return fmt.Errorf("-people: there are numbers for %d", allNumbers)
	case o.window <= 0:
		return errors.New("-seconds must be more than 0")
	}
	return nil
}

// measureURL measures a server that somebody else runs.
func measureURL(ctx context.Context, o options, out io.Writer) ([]target, error) {
	d := driver{api: newAPI(o.url, o.key), numbers: newNumbers(o.people), window: o.window,
		server: process(o.pid), database: process(o.dbPID)}
	if o.inbox != "" {
		d.codes = &inbox{url: o.inbox, http: d.api.http}
	} else {
		s, stop, err := listen(o.sink)
		if err != nil {
			return nil, err
		}
		defer stop()
		d.codes = s
	}
	t := target{Name: o.url}
	var err error
	t.Cells, err = d.all(ctx, o.flows, o.clients, newTable(out, t))
	return []target{t}, err
}

// listen starts a sink on address, host:port.
func listen(address string) (*sink, func(), error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, nil, fmt.Errorf("listen for codes: %w", err)
	}
	s := newSink("http://" + listener.Addr().String())
	return s, s.serve(listener), nil
}
