// Package locales holds the texts that people read, one file per language
// (docs/translating.md).
//
// A catalogue without a text, or with other placeholders than the English one, fails a
// test, so a page never shows a key. Texts hold no HTML: views escapes them.
package locales
