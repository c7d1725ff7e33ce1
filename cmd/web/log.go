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
	_ = level.UnmarshalText([]byte(c.Level)) // config.Check has checked it
	options := &slog.HandlerOptions{Level: level}
	if c.Format == "json" {
		return slog.New(withRequest{slog.NewJSONHandler(w, options)})
	}
	return slog.New(withRequest{slog.NewTextHandler(w, options)})
}

// withRequest adds the request's id to log lines.
type withRequest struct{ slog.Handler }

// Handle adds the id to a line and writes it.
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
