// Package domain wires the rooms of the domain together, for the program and for tests.
//
// New makes the rooms from the ground up. Each gets its own section of the settings and
// the rooms below it that it needs. Callers take a room from the Domain and call it
// directly; no room passes calls on to another.
//
// The room must never decide anything about people, tries or money.
package domain
