// Package providertest simulates carriers: HTTP servers that check requests like
// the published APIs, answer like them, and record the messages.
//
// Only tests import it. It must not be more lenient than the real API: a request that a
// carrier would refuse fails the test.
package providertest
