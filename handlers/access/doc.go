// Package access has the words in which the table of routes says who may call what: a
// [Policy] beside each path, and [Guarded] handlers.
//
// It never judges anybody. handlers/api judges keys and tokens, and
// handlers/pages judges browsers.
package access
