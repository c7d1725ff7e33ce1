package main

import (
	"context"
	"io"
	"log/slog"

	"phonelogin/config"
	"phonelogin/handlers/request"
)

// newLog makes the program's log.
func newLog(c config.Log, w io.Writer) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(c.Level)) // checked with the settings
	options := &slog.HandlerOptions{Level: level}
	if c.Format == "json" {
		return slog.New(withRequest{slog.NewJSONHandler(w, options)})
	}
	return slog.New(withRequest{slog.NewTextHandler(w, options)})
}

// withRequest puts the request's id into each line that belongs to one.
type withRequest struct{ slog.Handler }

// Handle writes a line.
func (h withRequest) Handle(ctx context.Context, r slog.Record) error {
	if id := request.ID(ctx); id != "" {
		r.AddAttrs(slog.String("request", id))
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs keeps the id on derived logs.
func (h withRequest) WithAttrs(attrs []slog.Attr) slog.Handler {
	return withRequest{h.Handler.WithAttrs(attrs)}
}

// WithGroup keeps the id on derived logs.
func (h withRequest) WithGroup(name string) slog.Handler {
	return withRequest{h.Handler.WithGroup(name)}
}
