// Package admin manages users and their factors for operators, and lists users,
// factors and the audit log (wire contract, section 6.11).
//
//	OfToken, ForRole          check that the caller is an admin, by a token or an API key.
//	CreateUser, EditUser,     acts. Each goes through Service.act, which checks the admin,
//	DeleteUser, EraseUser,    does it and records it.
//	UpdateFactor, DeleteFactor
//	Users, Factors,           lists. They change and record nothing.
//	AuditEntries
//
// A completed act has exactly one entry in the audit log; a refused or failed one
// has none. The room must never
//
//	do an act around Service.act
//	send a message to a user whom an admin creates or changes
//	leave a plain hash of an erased user's number
package admin
