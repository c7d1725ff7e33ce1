package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// publicURL is what the server believes to be called; production wants https.
const publicURL = "https://bench.example"

// measureSelf builds the server of this repository as it is released and
// measures it on SQLite and, where one is given, on PostgreSQL.
func measureSelf(ctx context.Context, o options, out io.Writer) ([]target, error) {
	dir, err := os.MkdirTemp("", "bench-")
	if err != nil {
		return nil, fmt.Errorf("make folder: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }() // the system clears what stays
	binary := filepath.Join(dir, "web")
	if err := build(ctx, binary); err != nil {
		return nil, err
	}
	var targets []target
	databases := []database{{"SQLite", "sqlite:" + filepath.Join(dir, "bench.db"), 0}}
	if o.postgres != "" {
		databases = append(databases, database{"PostgreSQL", o.postgres, process(o.dbPID)})
	}
	for _, db := range databases {
		t, err := measureOn(ctx, o, db, binary, out)
		if err != nil {
			return targets, fmt.Errorf("measure on %s: %w", db.name, err)
		}
		targets = append(targets, t)
	}
	return targets, nil
}

// database is one that the server is measured on.
type database struct {
	name, url string
	pid       process // 0 where the server is the database, or nobody told
}

func build(ctx context.Context, binary string) error {
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", binary, "./cmd/web")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build the server (in the folder of go.mod?): %w\n%s", err, out)
	}
	return nil
}

func measureOn(ctx context.Context, o options, db database, binary string, out io.Writer) (target, error) {
	codes, stopCodes, err := listen("127.0.0.1:0")
	if err != nil {
		return target{}, err
	}
	defer stopCodes()
	keys, err := newKeys()
	if err != nil {
		return target{}, err
	}
	s, err := startServer(ctx, binary, append(settings(db.url, codes.url, keys), limits(o.limits)...))
	if err != nil {
		return target{}, err
	}
	defer s.stop()

	t := target{Name: db.name, Start: &s.start}
	d := driver{
		api: newAPI(s.url, keys.publishable), codes: codes, numbers: newNumbers(o.people),
		window: o.window, server: s.pid, database: db.pid,
	}
	t.Cells, err = d.all(ctx, o.flows, o.clients, newTable(out, t))
	return t, err
}

// limits are the settings of request limits: the defaults, for people with
// addresses of their own, or none. There is no budget of messages: no operator's
// would last for a second of this.
func limits(on bool) []string {
	settings := []string{
		"PHONELOGIN_SERVER_TRUSTED_PROXIES=127.0.0.1/32",
		"PHONELOGIN_AUTH_RATE_LIMIT_SMS_SENT=0",
		"PHONELOGIN_SERVER_DRAIN_TIME=0s", // no balancer is told
	}
	if on {
		return settings
	}
	return append(settings,
		"PHONELOGIN_AUTH_RATE_LIMIT_SIGN_IN_SIGN_UPS=0",
		"PHONELOGIN_AUTH_RATE_LIMIT_TOKEN_VERIFICATIONS=0",
		"PHONELOGIN_AUTH_RATE_LIMIT_TOKEN_REFRESH=0",
	)
}

// settings are the environment of the server: production with the sink as
// Twilio, and codes that live long enough to be requested ahead.
func settings(databaseURL, sinkURL string, k keys) []string {
	return []string{
		"PHONELOGIN_MODE=production",
		"PHONELOGIN_SERVER_PUBLIC_URL=" + publicURL,
		"PHONELOGIN_DATABASE_URL=" + databaseURL,
		"PHONELOGIN_AUTH_SITE_URL=" + publicURL,
		"PHONELOGIN_AUTH_PUBLISHABLE_KEY=" + k.publishable,
		"PHONELOGIN_AUTH_SECRET_KEY=" + k.secret,
		"PHONELOGIN_AUTH_RATE_LIMITS_OTP_VALIDITY=600s",
		"PHONELOGIN_AUTH_RATE_LIMITS_OTP_PERIOD=1s",
		"PHONELOGIN_AUTH_SMS_TWILIO_ENABLED=true",
		"PHONELOGIN_AUTH_SMS_TWILIO_ACCOUNT_SID=AC" + strings.Repeat("0", 32),
		"PHONELOGIN_AUTH_SMS_TWILIO_AUTH_TOKEN=" + strings.Repeat("0", 32),
		"PHONELOGIN_AUTH_SMS_TWILIO_MESSAGE_SERVICE_SID=MG" + strings.Repeat("0", 32),
		"PHONELOGIN_AUTH_SMS_TWILIO_BASE_URL=" + sinkURL,
		"PHONELOGIN_SECRETS_MASTER_KEY=" + k.master,
		"PHONELOGIN_SECRETS_COOKIE_KEYS=" + k.cookie,
		"PHONELOGIN_SECRETS_SIGNING_KEY=" + k.signing,
	}
}
