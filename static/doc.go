// Package static holds the files that browsers load: style sheet, scripts and
// icon, under names that change with their content, so that they are cached for
// good; and what apps on other sites load, under names that stay.
//
// It never serves a file that is not embedded, and nothing in it depends on who asks.
package static
