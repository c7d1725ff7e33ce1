// Command web is the whole product: login pages, JSON API and the domain behind
// them, in one program.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	os.Exit(run(ctx, os.Args[1:], os.Environ(), os.Stdout, os.Stderr))
}

// commands are the command line of the program.
type commands struct {
	Config   string      `short:"c" placeholder:"FILE" help:"Settings file. Default: phonelogin.toml, if there is one."`
	Serve    serveCmd    `cmd:"" default:"1" help:"Serve the login pages and the JSON API (the default)."`
	Ready    readyCmd    `cmd:"" help:"Ask the server on this machine whether it is ready, for health checks."`
	Check    checkCmd    `cmd:"" help:"Check the settings and print them, secrets masked."`
	Migrate  migrateCmd  `cmd:"" help:"Migrate the database schema and exit. The server does it too when it starts."`
	Import   importCmd   `cmd:"" help:"Import the users of a Supabase Auth (GoTrue) database, with their sessions. Continues where it was stopped."`
	Send     sendTestCmd `cmd:"" name:"send-test" help:"Send one real message without a code, to see whether messages arrive."`
	Unstop   unstopCmd   `cmd:"" help:"Allow codes again for a number that was stopped after too many wrong ones."`
	Why      whyCmd      `cmd:"" help:"Show what happened to a number's messages and codes in the last days, and what to do."`
	Messages messagesCmd `cmd:"" help:"Count messages by provider, channel and country: sent, delivered, entered, and what they cost."`
	Numbers  numbersCmd  `cmd:"" help:"List users whose numbers are stored in an older spelling, and update them with --write."`
	Unblock  unblockCmd  `cmd:"" help:"Send messages again to a number whose owner wrote STOP."`
	Keys     keysCmd     `cmd:"" help:"List, add, rotate and retire the keys of access tokens in the database."`
	Version  versionFlag `help:"Print the version and exit."`
}

// environment is what a command uses of its process.
type environment struct {
	variables []string
	out, err  io.Writer
	config    string // path of the settings file
}

// run executes a command and returns the exit code: 0 for success, 1 for a failure,
// 2 for an unusable command line or settings.
func run(ctx context.Context, args, env []string, out, errOut io.Writer) int {
	var cli commands
	code := -1
	parser, err := kong.New(&cli,
		kong.Name("web"), kong.Description("phonelogin: sign in with a phone number."),
		kong.Writers(out, errOut), kong.Exit(func(c int) { code = c }),
		kong.BindTo(ctx, (*context.Context)(nil)))
	if err != nil {
		fmt.Fprintln(errOut, err)
		return 2
	}
	command, err := parser.Parse(args)
	if code >= 0 {
		return code // help or the version was printed
	}
	if err != nil {
		fmt.Fprintln(errOut, "web:", usageError(err))
		return 2
	}
	err = command.Run(&environment{variables: env, out: out, err: errOut, config: cli.Config})
	return exitCode(errOut, err)
}

func exitCode(errOut io.Writer, err error) int {
	if err == nil {
		return 0
	}
	fmt.Fprintln(errOut, "web:", err)
	if isUnusable(err) {
		return 2
	}
	return 1
}

// version is set by the linker in releases.
var version = "0.1.0"

type versionFlag bool

// BeforeReset prints the version and stops.
func (versionFlag) BeforeReset(app *kong.Kong) error {
	fmt.Fprintln(app.Stdout, "phonelogin", version)
	app.Exit(0)
	return nil
}
