// Package client says where a request comes from. It travels in the context, so that
// the audit log, hooks and messages have it without each act handing it on.
package client
