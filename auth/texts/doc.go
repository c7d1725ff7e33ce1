// Package texts writes the messages that people get, in their language.
//
// The words come from the operator's templates or from the catalogues, and never
// from a request (rules S25 and S26). The last line of a code's message binds it to
// the page where it is entered. Segments counts what a message is billed as, and
// Check tells before the start which messages cost more than one.
package texts
