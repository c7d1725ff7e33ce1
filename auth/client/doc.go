// Package client holds where a request comes from. It travels in the context, so
// that the audit log, hooks and messages have it without a parameter in every call.
//
// It holds what handlers read from the request, and proves nothing: headers can be made
// up. The room must not read a request itself.
package client
