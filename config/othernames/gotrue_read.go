package othernames

import (
	"net"
	"slices"
	"strings"
)

// SpeaksGoTrue reports whether vars are the environment of a GoTrue server.
func SpeaksGoTrue(vars map[string]string) bool {
	for name, value := range vars {
		if strings.HasPrefix(name, gotruePrefix) && value != "" {
			return true
		}
	}
	return false
}

// FromGoTrue translates the environment of a GoTrue server. It sets keys that are
// not set by our own names, and remarks on variables without a meaning here. Names
// of GoTrue without its prefix count only beside one with it, because other
// programs use them too.
func FromGoTrue(vars map[string]string, isSet func(key string) bool) (t Translation) {
	if !SpeaksGoTrue(vars) {
		return t
	}
	var known []string
	for _, n := range GoTrue() {
		known = append(known, n.Variable)
		value := vars[n.Variable]
		if value == "" || isSet(n.Key) || t.has(n.Key) || n.Key == listenKey {
			continue // ours wins, then the first of several names
		}
		remark, ok := "", true
		if n.as.of != nil {
			value, remark, ok = n.as.of(value)
		}
		switch {
		case !ok:
			t.problem(n.Variable, remark)
			continue
		case remark != "":
			t.remark(n.Variable, remark)
		}
		if value != "" {
			t.set(n.Key, value, n.Variable)
		}
	}
	if !isSet(listenKey) {
		t.listen(vars)
	}
	t.remarkUnused(vars, known)
	return t
}

const listenKey = "server.listen"

// listen joins host and port. Without a host GoTrue listens on all addresses; this
// server does so only when told to.
func (t *Translation) listen(vars map[string]string) {
	host, port := vars["GOTRUE_API_HOST"], vars["GOTRUE_API_PORT"]
	if host == "" && port == "" {
		return
	}
	if port == "" {
		port = vars["PORT"]
	}
	if host == "" {
		host = "127.0.0.1"
	}
	if port == "" {
		port = "8080"
	}
	t.set(listenKey, net.JoinHostPort(host, port), "GOTRUE_API_HOST")
}

// remarkUnused lists the variables that set nothing, without their values.
func (t *Translation) remarkUnused(vars map[string]string, known []string) {
	var elsewhere, unknown []string
	for name := range vars {
		belongs := func(prefix string) bool { return strings.HasPrefix(name, prefix) }
		switch {
		case !strings.HasPrefix(name, gotruePrefix) || slices.Contains(known, name):
		case slices.ContainsFunc(gotrueElsewhere, belongs):
			elsewhere = append(elsewhere, name)
		default:
			unknown = append(unknown, name)
		}
	}
	for _, group := range []struct {
		names []string
		what  string
	}{{elsewhere, "have no meaning for this server"}, {unknown, "are unknown"}} {
		if len(group.names) > 0 {
			slices.Sort(group.names)
			t.remark("environment", "these variables of GoTrue "+group.what+" and were ignored: "+strings.Join(group.names, ", "))
		}
	}
}
