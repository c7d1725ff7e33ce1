package loopback

import (
	"net"
	"strings"
)

// Is reports whether a host is localhost, 127.0.0.0/8 or ::1. The host has no port
// or brackets.
func Is(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}
