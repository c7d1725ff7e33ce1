package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"phonelogin/auth/keyring"
	"phonelogin/config"
)

// measured runs the command against f with short windows and reads its results.
func measured(t *testing.T, url string, args ...string) (string, report) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "results.json")
	var out bytes.Buffer
	args = append([]string{"-url", url, "-key", "sb_publishable_test", "-seconds", "0.1", "-json", file}, args...)
	if err := run(t.Context(), args, &out); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var r report
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	return out.String(), r
}

func TestEveryFlowWorksWithEverySourceOfCodes(t *testing.T) {
	tests := []struct {
		name string
		hook bool
		sink bool
	}{
		{name: "inbox"},
		{name: "Twilio", sink: true},
		{name: "hook", sink: true, hook: true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			f, url := newFake(t)
			f.hook = test.hook
			source := []string{"-inbox", url + "/dev/inbox"}
			if test.sink {
				address, err := freeAddress()
				if err != nil {
					t.Fatal(err)
				}
				f.sink = "http://" + address
				source = []string{"-sink", address}
			}
			_, r := measured(t, url, append(source, "-clients", "3")...)
			for _, c := range r.Targets[0].Cells {
				if c.Ops == 0 || c.PerSec <= 0 || c.P50 <= 0 || c.P50 > c.P95 || c.P95 > c.P99 || len(c.Errors) > 0 {
					t.Errorf("%s: got %+v, want operations without errors", c.Flow, c)
				}
			}
			if got := len(r.Targets[0].Cells); got != 5 {
				t.Errorf("got %d cells, want one for each of 5 flows", got)
			}
		})
	}
}

func TestPeopleWhoAreFewComeAgain(t *testing.T) {
	t.Parallel()
	f, url := newFake(t)
	_, r := measured(t, url, "-inbox", url+"/dev/inbox", "-clients", "1", "-flow", "visit", "-people", "3", "-seconds", "0.5")

	if c := r.Targets[0].Cells[0]; c.Ops == 0 || len(c.Errors) > 0 {
		t.Errorf("got %+v, want operations without errors", c)
	}
	if len(f.asked) != 3 || f.asked["15550000000"] < 2 {
		t.Errorf("got requests by number %v, want three numbers again and again", f.asked)
	}
}

func TestRefusalsAreCountedByStatusAndCode(t *testing.T) {
	t.Parallel()
	f, url := newFake(t)
	f.refuse["/auth/v1/otp"] = 429
	out, r := measured(t, url, "-inbox", url+"/dev/inbox", "-clients", "1", "-flow", "otp,user")

	otp, user := r.Targets[0].Cells[0], r.Targets[0].Cells[1]
	if otp.Ops != 0 || otp.Errors["429 refused"] == 0 {
		t.Errorf("otp: got %+v, want only 429", otp)
	}
	if diff := cmp.Diff(map[string]int{"not prepared, 429 refused": 1}, user.Errors); diff != "" {
		t.Errorf("user, which nobody could sign in for (-want +got):\n%s", diff)
	}
	if !strings.Contains(out, "429 refused: "+strconv.Itoa(otp.Errors["429 refused"])) {
		t.Errorf("the table does not show the refusals:\n%s", out)
	}
}

func TestCPUIsShownOfProcessesThatAreNamed(t *testing.T) {
	t.Parallel()
	_, url := newFake(t)
	_, r := measured(t, url, "-inbox", url+"/dev/inbox", "-clients", "8", "-flow", "signin",
		"-seconds", "1", "-pid", strconv.Itoa(os.Getpid()))
	c := r.Targets[0].Cells[0]
	if c.ServerCPU == nil || *c.ServerCPU <= 0 {
		t.Errorf("server CPU: got %v, want some", c.ServerCPU)
	}
	if c.DatabaseCPU != nil {
		t.Errorf("database CPU: got %v, want none without -db-pid", *c.DatabaseCPU)
	}
}

func TestFamilyCountsChildrenThatEnded(t *testing.T) {
	own, err := process(os.Getpid()).stat()
	if err != nil {
		t.Fatal(err)
	}
	if own.parent != process(os.Getppid()) {
		t.Errorf("parent: got %d, want %d", own.parent, os.Getppid())
	}
	family, err := process(os.Getpid()).family()
	if err != nil {
		t.Fatal(err)
	}
	if family < own.own+own.children {
		t.Errorf("family: got %s, want at least %s", family, own.own+own.children)
	}
	if _, err := process(1 << 30).family(); err == nil {
		t.Error("family of no process: got no error")
	}
}

func TestPercentileIsTheNearestRank(t *testing.T) {
	hundred := make([]time.Duration, 100)
	for i := range hundred {
		hundred[i] = time.Duration(i+1) * time.Millisecond
	}
	tests := []struct {
		name   string
		sorted []time.Duration
		p      int
		want   float64
	}{
		{"of nothing", nil, 50, 0},
		{"of one", hundred[:1], 99, 1},
		{"median of two", hundred[:2], 50, 1},
		{"median of three", hundred[:3], 50, 2},
		{"p95 of a hundred", hundred, 95, 95},
		{"p99 of ten", hundred[:10], 99, 10},
	}
	for _, test := range tests {
		if got := percentile(test.sorted, test.p); got != test.want {
			t.Errorf("percentile %s: got %v, want %v", test.name, got, test.want)
		}
	}
}

func TestNumbersAreFictionalAndNeverRepeat(t *testing.T) {
	n := newNumbers(0)
	seen := map[string]bool{}
	for range 1000 {
		phone := n.next()
		if len(phone) != 11 || !strings.HasPrefix(phone, "1555") || seen[phone] {
			t.Fatalf("next: got %s", phone)
		}
		seen[phone] = true
	}
}

func TestFlagsThatMakeNoSenseAreRefused(t *testing.T) {
	const url = "http://127.0.0.1:1"
	for _, args := range [][]string{
		{"-url", url},
		{"-url", url, "-sink", "127.0.0.1:0", "-inbox", url},
		{"-url", url, "-sink", "127.0.0.1:0", "-self"},
		{"-sink", "127.0.0.1:0"},
		{"-flow", "logout"},
		{"-clients", "1,none"},
		{"-clients", "0"},
		{"-seconds", "0"},
	} {
		if _, err := parse(args); err == nil {
			t.Errorf("parse(%q): got no error", args)
		}
	}
}

func TestServerWouldTakeTheSettings(t *testing.T) {
	k, err := newKeys()
	if err != nil {
		t.Fatal(err)
	}
	for _, on := range []bool{true, false} {
		cfg, err := config.Load("", append(settings("sqlite:x.db", "http://127.0.0.1:1", k), limits(on)...))
		if err != nil {
			t.Fatal(err)
		}
		if err := cfg.Check(config.Readers{SigningKeys: keyring.Check}); err != nil {
			t.Errorf("limits %t: %v", on, err)
		}
	}
}

func TestServerIsWeighedWhenItIsReady(t *testing.T) {
	t.Parallel()
	k, err := newKeys()
	if err != nil {
		t.Fatal(err)
	}
	binary := copied(t)
	s, err := startServer(t.Context(), binary, settings("sqlite:x.db", "http://127.0.0.1:1", k))
	if err != nil {
		t.Fatal(err)
	}
	defer s.stop()
	if s.start.Binary <= 0 || s.start.FirstPage <= 0 || s.start.Memory < 1<<20 {
		t.Errorf("start: got %+v", s.start)
	}
}

func TestServerThatDoesNotStartShowsItsLog(t *testing.T) {
	t.Parallel()
	_, err := startServer(t.Context(), copied(t), nil)
	if err == nil || !strings.Contains(err.Error(), "mode is not production") {
		t.Errorf("startServer: got %v, want what the server wrote", err)
	}
}

// copied is a copy of the test binary, which plays the server, in a folder of
// its own.
func copied(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "web")
	if err := os.WriteFile(path, program, 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}
