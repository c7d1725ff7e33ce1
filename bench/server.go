package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// server is one that the driver started.
type server struct {
	url   string
	pid   process
	start start

	cmd   *exec.Cmd
	log   *os.File
	ended chan struct{} // closed when the program ended, why is in err
	err   error
}

// startServer starts binary on a free port, waits until it is ready and weighs
// it. The caller stops it.
func startServer(ctx context.Context, binary string, settings []string) (*server, error) {
	info, err := os.Stat(binary)
	if err != nil {
		return nil, fmt.Errorf("read size of the program: %w", err)
	}
	began := time.Now()
	s, err := launch(ctx, binary, settings)
	if err != nil {
		return nil, err
	}
	err = s.become(ctx, "/login")
	s.start = start{Binary: info.Size(), FirstPage: float64(time.Since(began).Microseconds()) / 1000}
	if err == nil {
		err = s.become(ctx, "/readyz")
	}
	if err == nil {
		err = s.weigh(ctx)
	}
	if err != nil {
		s.stop()
		return nil, errors.Join(err, tail(s.log.Name()))
	}
	return s, nil
}

// launch starts binary and does not wait for anything.
func launch(ctx context.Context, binary string, settings []string) (*server, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp(filepath.Dir(binary), "run-") // where no settings file lies
	if err != nil {
		return nil, fmt.Errorf("make folder: %w", err)
	}
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		return nil, fmt.Errorf("make log: %w", err)
	}
	cmd := exec.CommandContext(ctx, binary)
	cmd.Dir = dir
	cmd.Env = append(settings, "PHONELOGIN_SERVER_LISTEN="+address)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 20 * time.Second // longer than the server gives its last requests
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the server: %w", err)
	}
	s := &server{url: "http://" + address, pid: process(cmd.Process.Pid), cmd: cmd, log: log, ended: make(chan struct{})}
	go func() {
		s.err = cmd.Wait()
		close(s.ended)
	}()
	return s, nil
}

// stop asks the server to stop and waits until it did.
func (s *server) stop() {
	_ = s.cmd.Process.Signal(os.Interrupt) // it may have ended already
	<-s.ended
	_ = s.log.Close() // nothing of it is needed any more
}

// become waits until path is answered 200, for at most 30 seconds.
func (s *server) become(ctx context.Context, path string) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for {
		status := s.statusOf(ctx, path)
		if status == http.StatusOK {
			return nil
		}
		select {
		case <-s.ended:
			return fmt.Errorf("wait for %s: the server ended: %w", path, s.err)
		case <-ctx.Done():
			return fmt.Errorf("wait for %s, last status %d: %w", path, status, ctx.Err())
		case <-time.After(2 * time.Millisecond):
		}
	}
}

// statusOf is 0 as long as nobody answers.
func (s *server) statusOf(ctx context.Context, path string) int {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+path, nil)
	if err != nil {
		return 0
	}
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return 0
	}
	_ = res.Body.Close() // the status is all that is wanted
	return res.StatusCode
}

// weigh notes the memory of the server when it has been idle for a second.
func (s *server) weigh(ctx context.Context) error {
	select {
	case <-time.After(time.Second):
	case <-ctx.Done():
		return ctx.Err()
	}
	var err error
	s.start.Memory, err = s.pid.memory()
	return err
}

// freeAddress is one of this machine that nobody listens on.
func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("find a free port: %w", err)
	}
	return listener.Addr().String(), listener.Close()
}

// tail is the end of a log, as an error.
func tail(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read log: %w", err)
	}
	return errors.New(string(text[max(0, len(text)-4000):]))
}
