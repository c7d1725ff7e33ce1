package client

import "context"

// Client is where a request comes from.
type Client struct {
	IP        string
	UserAgent string
	Country   string // ISO 3166-1, where a proxy that is believed named it; "" elsewhere
	Language  string // of the messages that are sent for it, one of locales.Languages; "" for the usual one
}

type clientKey struct{}

// With notes where the request of ctx comes from, for the audit log, hooks
// and the language of messages.
func With(ctx context.Context, c Client) context.Context {
	return context.WithValue(ctx, clientKey{}, c)
}

// From is where the request of ctx comes from, the zero Client outside of
// one.
func From(ctx context.Context) Client {
	c, _ := ctx.Value(clientKey{}).(Client) // absent outside a request
	return c
}
