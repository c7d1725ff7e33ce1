package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

type readyCmd struct{}

// Run asks the program that serves on this machine whether it is ready. It is for
// health checks in images without other programs. It reads one line of the answer.
func (readyCmd) Run(ctx context.Context, s *environment) error {
	c, err := s.settings()
	if err != nil {
		return err
	}
	_, port, err := net.SplitHostPort(c.Server.Listen)
	if err != nil {
		return unusable{err}
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second) // /readyz answers within one second
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort("localhost", port)+"/readyz", nil)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return fmt.Errorf("ask: %w", err)
	}
	defer func() { _ = answer.Body.Close() }() // nothing was written
	line, err := io.ReadAll(io.LimitReader(answer.Body, 200))
	if err != nil {
		return fmt.Errorf("read answer: %w", err)
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("not ready: %s", line)
	}
	fmt.Fprintln(s.out, string(line))
	return nil
}
