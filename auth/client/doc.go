// Package client holds where a request comes from. It travels in the context, so
// that the audit log, hooks and messages have it without a parameter in every call.
package client
