// Package static holds the files that browsers load: style sheet, scripts and
// icon, under names that change with their content, so that they are cached for
// good; and what apps on other sites load, under names that stay.
//
// It serves what is embedded and the style sheets that the program made of it when it
// started, never anything else, and nothing in it depends on who asks.
package static
