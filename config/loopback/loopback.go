// Package loopback tells addresses of this machine. What only this machine can
// reach may do without https and may be shown codes, so every room must mean the
// same by it.
package loopback

import (
	"net"
	"strings"
)

// Is tells localhost, 127.0.0.0/8 and ::1. The host is without port and brackets.
func Is(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}
