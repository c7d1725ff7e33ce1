// Package domain puts the rooms of the domain together, for the program and for tests.
//
// New reads from the ground up: each room gets its own section of the settings and
// the rooms below it. Whoever needs a room takes it from the Domain and asks it
// directly; no room passes on what another one does.
//
// Nothing here decides anything.
package domain
