// Command rolling restarts two replicas over one Postgres by turns, behind a
// balancer that heeds /readyz, while people sign in, refresh and look at pages. It
// counts the requests that failed: none may.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

// people is how many of them make requests, one after the other each.
const people = 16

func main() {
	program := flag.String("program", "", "the built server")
	database := flag.String("database", "", "URL of an empty Postgres database")
	restarts := flag.Int("restarts", 20, "how many restarts, of both replicas together")
	flag.Parse()
	if err := run(context.Background(), *program, *database, *restarts); err != nil {
		fmt.Fprintln(os.Stderr, "rolling:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, program, database string, restarts int) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	folder, err := os.MkdirTemp("", "rolling-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }() // a folder for temporary files
	var replicas []*replica
	var backends []*backend
	for range 2 {
		r, err := newReplica(program, folder, database)
		if err != nil {
			return err
		}
		b := &backend{url: &url.URL{Scheme: "http", Host: r.address}}
		if err := r.start(ctx); err != nil {
			return err
		}
		defer func() { _ = r.stop() }() // the result is known by then
		go b.watch(ctx)
		replicas, backends = append(replicas, r), append(backends, b)
	}
	balancer := httptest.NewServer(balance(backends))
	defer balancer.Close()
	time.Sleep(3 * probeEvery)

	load := newLoad(balancer.URL)
	var all sync.WaitGroup
	for n := range people {
		all.Go(func() { load.person(ctx, n) })
	}
	for n := range restarts {
		if err := replicas[n%2].restart(ctx); err != nil {
			return fmt.Errorf("restart %d: %w", n+1, err)
		}
		time.Sleep(5 * probeEvery) // the balancer sees it again before the other one goes
	}
	load.end.Store(true)
	all.Wait()
	return load.tell(os.Stdout, restarts)
}

// replica is one process of the server.
type replica struct {
	program, folder, address string
	env                      []string
	cmd                      *exec.Cmd
}

func newReplica(program, folder, database string) (*replica, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	r := &replica{program: program, folder: folder, address: listener.Addr().String()}
	r.env = append(os.Environ(),
		"PHONELOGIN_DATABASE_URL="+database, "PHONELOGIN_SERVER_LISTEN="+r.address,
		"PHONELOGIN_SERVER_PUBLIC_URL=http://localhost:8080", "PHONELOGIN_SERVER_DATA_DIR="+folder,
		"PHONELOGIN_SERVER_DRAIN_TIME="+(10*probeEvery).String(), "PHONELOGIN_LOG_LEVEL=error",
		"PHONELOGIN_AUTH_PUBLISHABLE_KEY="+publishable, "PHONELOGIN_AUTH_SMS_TEST_OTP="+testCodes())
	return r, listener.Close()
}

// start starts the process and waits until it is ready.
func (r *replica) start(ctx context.Context) error {
	r.cmd = exec.Command(r.program)
	r.cmd.Dir, r.cmd.Env, r.cmd.Stderr = r.folder, r.env, os.Stderr
	if err := r.cmd.Start(); err != nil {
		return err
	}
	for range 300 {
		if isReady(ctx, "http://"+r.address+"/readyz") {
			return nil
		}
		time.Sleep(probeEvery)
	}
	return errors.Join(errors.New("it does not become ready"), r.cmd.Process.Kill())
}

// stop asks the process to stop and waits for it: it must end well.
func (r *replica) stop() error {
	if err := r.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return r.cmd.Wait()
}

func (r *replica) restart(ctx context.Context) error {
	if err := r.stop(); err != nil {
		return fmt.Errorf("stop: %w", err)
	}
	return r.start(ctx)
}
