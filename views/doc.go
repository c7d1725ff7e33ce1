// Package views is the pages as pure functions of typed props, in templ.
//
// Handlers fill in the props and choose the status. The small parts (button, field,
// notice, stack) hold the Tailwind classes. states.go has every page in every state, for
// the pages of development mode and for the tests with recorded pages.
//
// A view never reads a request, a clock or a setting, never decides what a person may do,
// and has no text of its own: texts are in locales. The index of all states alone has,
// in English, because only developers read it. What people typed is text, never mark-up.
package views
