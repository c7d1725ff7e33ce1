package client

import "context"

// Client is where a request comes from.
type Client struct {
	IP        string
	UserAgent string
	Country   string // ISO 3166-1, from a trusted proxy; "" for unknown
	Language  string // of its messages, one of locales.Languages; "" for the default
}

type clientKey struct{}

// With stores the client of a request in its context, for the audit log, hooks and
// the language of messages.
func With(ctx context.Context, c Client) context.Context {
	return context.WithValue(ctx, clientKey{}, c)
}

// From returns the client of a request; the zero Client outside a request.
func From(ctx context.Context) Client {
	c, _ := ctx.Value(clientKey{}).(Client) // absent outside a request
	return c
}
