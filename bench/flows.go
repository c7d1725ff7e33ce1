package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// flow is something that clients of the API do over and over.
type flow struct {
	name string

	// prepare makes, outside the time measured, what c needs to act for d.
	prepare func(ctx context.Context, c *client, d time.Duration) error

	// warm is what c does for a moment before it acts.
	warm action

	// act is one operation. It returns errUsedUp when nothing is left to act on.
	act action
}

type action func(ctx context.Context, c *client) error

var errUsedUp = errors.New("everything prepared is used up")

// client is one app with one person in front of it.
type client struct {
	api     *api
	codes   codes
	numbers *numbers
	session session
	stock   *stock // shared by the clients of a cell
}

// flowsNamed finds flows by name, in the order asked for.
func flowsNamed(names []string) ([]flow, error) {
	known := map[string]flow{}
	for _, f := range []flow{
		{"signin", nothing, signIn, signIn},
		{"visit", nothing, visit, visit},
		{"otp", nothing, askForCode, askForCode},
		{"verify", requestCodes, signIn, spendCode}, // warming up must not spend the codes
		{"refresh", openSession, refresh, refresh},
		{"user", openSession, readUser, readUser},
	} {
		known[f.name] = f
	}
	var flows []flow
	for _, name := range names {
		f, ok := known[name]
		if !ok {
			return nil, fmt.Errorf("-flow: no flow is called %q", name)
		}
		flows = append(flows, f)
	}
	return flows, nil
}

func nothing(context.Context, *client, time.Duration) error { return nil }

// signIn signs a person in, who is new unless the people are few: /otp, the code's
// arrival, and /verify.
func signIn(ctx context.Context, c *client) error {
	i, err := c.request(ctx)
	if err != nil {
		return err
	}
	c.session, err = c.api.verify(ctx, i.phone, i.code)
	return err
}

// visit signs a person in and refreshes the session once.
func visit(ctx context.Context, c *client) error {
	if err := signIn(ctx, c); err != nil {
		return err
	}
	return refresh(ctx, c)
}

// askForCode is /otp for a new number.
func askForCode(ctx context.Context, c *client) error {
	return c.api.otp(ctx, c.numbers.next())
}

// requestCodes asks for codes for as long as they are to be spent: asking costs
// the server about as much as spending. Where spending is faster the cell ends
// early.
func requestCodes(ctx context.Context, c *client, d time.Duration) error {
	for end := time.Now().Add(d); time.Now().Before(end); {
		i, err := c.request(ctx)
		if err != nil {
			return err
		}
		c.stock.put(i)
	}
	return nil
}

// spendCode is /verify of a code requested before, of a new person.
func spendCode(ctx context.Context, c *client) error {
	i, ok := c.stock.take()
	if !ok {
		return errUsedUp
	}
	_, err := c.api.verify(ctx, i.phone, i.code)
	return err
}

func openSession(ctx context.Context, c *client, _ time.Duration) error { return signIn(ctx, c) }

// refresh rotates the client's own session.
func refresh(ctx context.Context, c *client) error {
	next, err := c.api.refresh(ctx, c.session.RefreshToken)
	if err != nil {
		return err
	}
	c.session = next
	return nil
}

func readUser(ctx context.Context, c *client) error {
	return c.api.user(ctx, c.session.AccessToken)
}

// request asks for a code for a new number and waits for it.
func (c *client) request(ctx context.Context) (issued, error) {
	phone := c.numbers.next()
	if err := c.api.otp(ctx, phone); err != nil {
		return issued{}, err
	}
	code, err := c.codes.code(ctx, phone)
	return issued{phone, code}, err
}

// issued is a code that can still be spent.
type issued struct{ phone, code string }

// stock holds codes for the clients of a cell. It is safe for concurrent use.
type stock struct {
	mu    sync.Mutex
	codes []issued
}

func (s *stock) put(i issued) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.codes = append(s.codes, i)
}

// take gives the oldest one, which would be the first to expire.
func (s *stock) take() (issued, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.codes) == 0 {
		return issued{}, false
	}
	oldest := s.codes[0]
	s.codes = s.codes[1:]
	return oldest, true
}
