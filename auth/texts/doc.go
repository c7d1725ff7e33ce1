// Package texts writes messages in people's languages.
//
// The words come from the operator's templates or from the catalogues, never from a
// request (rules S25 and S26). The last line of a message with a code binds it to
// the page where it is entered. Segments counts the billed messages of a text, and
// Check reports at the start which messages cost more than one.
package texts
