package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"phonelogin/auth/takeover"
	"phonelogin/config"
	"phonelogin/models"
	"phonelogin/models/gotrue"
)

// importCmd imports the users of a Supabase Auth server. See
// docs/migrating-from-supabase.md.
type importCmd struct {
	From          string            `required:"" placeholder:"URL" help:"Postgres database to read, postgres://user@host/name. It is only read. The password may come from PGPASSWORD or a password file."`
	Schema        string            `default:"auth" help:"Schema of its tables."`
	Batch         int               `default:"1000" help:"Users in one batch."`
	Report        string            `placeholder:"FILE" help:"Write skipped items to this file, one JSON object a line, with user ids and no numbers."`
	DecryptionKey map[string]string `placeholder:"ID=KEY" help:"A key of that server's database encryption; can be repeated. KEY is base64url, or @FILE."`
	Again         bool              `help:"After a finished import, read everything again to import new users."`
}

// maxBatch limits the memory of a batch.
const maxBatch = 10_000

// Run imports.
func (i importCmd) Run(ctx context.Context, s *environment) error {
	if i.Batch < 1 || i.Batch > maxBatch {
		return unusable{fmt.Errorf("--batch must be from 1 to %d", maxBatch)}
	}
	if wrong := config.PostgresURLProblem(i.From); wrong != "" {
		return unusable{fmt.Errorf("--from: %s", wrong)}
	}
	keys, err := i.decryptionKeys()
	if err != nil {
		return unusable{err}
	}
	c, err := s.settings()
	if err != nil {
		return err
	}
	source, err := gotrue.Open(ctx, i.From, i.Schema)
	if err != nil {
		return unusable{fmt.Errorf("--from: %w", err)}
	}
	defer func() { _ = source.Close() }() // nothing was written
	err = source.CheckNotOurs(ctx, models.Options{URL: c.Database.URL, MaxConnections: 1})
	if err != nil {
		return unusable{fmt.Errorf("--from: %w", err)}
	}
	p, err := wire(ctx, c, newLog(c.Log, s.err))
	if err != nil {
		return err
	}
	defer func() { _ = p.db.Close() }() // the process ends
	run, err := p.domain.Importer.Begin(ctx, takeover.From{
		Source: source, DecryptionKeys: keys, Batch: i.Batch, Again: i.Again,
	})
	if err != nil {
		return err
	}
	if run.Finished() {
		fmt.Fprintln(s.err, "This import is finished. With --again everything is read anew, for users that are new.")
		return printResult(s.out, run.Progress())
	}
	return i.run(ctx, s, run)
}

func (i importCmd) run(ctx context.Context, s *environment, run *takeover.Import) error {
	var report io.WriterAt
	if i.Report != "" {
		file, err := openReport(i.Report, run.Progress().Report)
		if err != nil {
			return errors.Join(unusable{err}, run.Abandon(ctx))
		}
		defer func() { _ = file.Close() }() // nothing is lost
		report = file
	}
	pace := newProgressLine(s.err, time.Now, run.Progress())
	err := run.Run(ctx, report, pace.update)
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	return printResult(s.out, run.Progress())
}

// decryptionKeys parses the keys of the command line.
func (i importCmd) decryptionKeys() (map[string][]byte, error) {
	keys := map[string][]byte{}
	for id, text := range i.DecryptionKey {
		if path, isFile := strings.CutPrefix(text, "@"); isFile {
			file, err := os.ReadFile(path)
			if err != nil {
				return nil, fmt.Errorf("--decryption-key %s: %w", id, err)
			}
			text = strings.TrimSpace(string(file))
		}
		key, err := config.DecodeKey(text)
		if err != nil {
			return nil, fmt.Errorf("--decryption-key %s: %w", id, err)
		}
		keys[id] = key
	}
	return keys, nil
}

// openReport opens a report and cuts it to size bytes, which the import has written
// so far.
func openReport(path string, size int64) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("--report: %w", err)
	}
	info, err := file.Stat()
	if err == nil && (info.Size() < size || size == 0 && info.Size() > 0) {
		err = fmt.Errorf("%s is not the report that this import has written %d bytes to", path, size)
	}
	if err == nil {
		err = file.Truncate(size) // drop the lines of a batch that was not stored
	}
	if err != nil {
		_ = file.Close() // nothing was written
		return nil, fmt.Errorf("--report: %w", err)
	}
	return file, nil
}

// printResult prints what was imported and what was skipped.
func printResult(out io.Writer, p takeover.Progress) error {
	t := tabwriter.NewWriter(out, 0, 0, 3, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "users read\t%d\t\n", p.Read)
	for _, what := range []string{"users", "identities", "factors", "sessions", "refresh tokens"} {
		fmt.Fprintf(t, "%s taken\t%d\t\n", what, p.Taken[what])
	}
	if n := p.Taken["numbers written anew"]; n > 0 {
		fmt.Fprintf(t, "numbers written anew\t%d\t\n", n)
	}
	var reasons []string
	for reason := range p.Left {
		reasons = append(reasons, reason)
	}
	slices.Sort(reasons)
	for _, reason := range reasons {
		fmt.Fprintf(t, "not taken: %s\t%d\t\n", reason, p.Left[reason])
	}
	return t.Flush()
}
