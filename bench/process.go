package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// process is the id of a process of this machine; 0 is none. Everything known of
// processes is read from Linux's /proc.
type process int

// tick is the unit of times in /proc/PID/stat: USER_HZ, which is 100 on every
// architecture that Go runs on (proc(5), sysconf(3)).
const tick = 10 * time.Millisecond

// stat is what matters of /proc/PID/stat (proc(5)).
type stat struct {
	parent   process
	own      time.Duration // utime and stime: of the process with all its threads
	children time.Duration // cutime and cstime: of children that ended
}

func (p process) stat() (stat, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p))
	if err != nil {
		return stat{}, err
	}
	// The second field is the program's name in parentheses, which may hold
	// blanks and parentheses itself.
	fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
	if len(fields) < 15 {
		return stat{}, fmt.Errorf("read stat of process %d: too few fields", p)
	}
	var n [15]int64
	for i := 1; i < len(n); i++ {
		if n[i], err = strconv.ParseInt(fields[i], 10, 64); err != nil {
			return stat{}, fmt.Errorf("read stat of process %d: %w", p, err)
		}
	}
	return stat{
		parent:   process(n[1]),
		own:      time.Duration(n[11]+n[12]) * tick,
		children: time.Duration(n[13]+n[14]) * tick,
	}, nil
}

// family is the CPU that p and its children used so far, those that ended
// included. A PostgreSQL server is such a family: one child per connection.
func (p process) family() (time.Duration, error) {
	own, err := p.stat()
	if err != nil {
		return 0, err
	}
	sum := own.own + own.children
	others, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		return 0, err
	}
	for _, dir := range others {
		id, err := strconv.Atoi(filepath.Base(dir))
		if err != nil {
			continue
		}
		s, err := process(id).stat()
		if errors.Is(err, os.ErrNotExist) {
			continue // it ended since the listing
		}
		if err == nil && s.parent == p {
			sum += s.own
		}
	}
	return sum, nil
}

// memory is the resident memory of p in bytes (VmRSS).
func (p process) memory() (int64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if size, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kib, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(size), " kB"), 10, 64)
			if err != nil {
				return 0, fmt.Errorf("read memory of process %d: %w", p, err)
			}
			return kib << 10, nil
		}
	}
	return 0, fmt.Errorf("read memory of process %d: no VmRSS", p)
}

// usage is the CPU used so far.
type usage struct{ server, database time.Duration }

// cpu reads the usage of the processes that were named.
func (d *driver) cpu() (usage, error) {
	var u usage
	if d.server != 0 {
		s, err := d.server.stat()
		if err != nil {
			return u, fmt.Errorf("read CPU of the server: %w", err)
		}
		u.server = s.own
	}
	if d.database != 0 {
		var err error
		if u.database, err = d.database.family(); err != nil {
			return u, fmt.Errorf("read CPU of the database: %w", err)
		}
	}
	return u, nil
}

// perOp is used in microseconds for each of n operations; nil where there is no
// process or no operation.
func perOp(p process, used time.Duration, n int) *float64 {
	if p == 0 || n == 0 {
		return nil
	}
	each := float64(used) / float64(time.Microsecond) / float64(n)
	return &each
}
