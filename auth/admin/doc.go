// Package admin does what operators want with users and their factors, and lists
// users, factors and the audit log (wire contract, section 6.11).
//
//	OfToken, OfRole           who asks is an admin: by a token, or by an API key.
//	CreateUser, EditUser,     an act. Each goes through Service.act, which checks the
//	DeleteUser, EraseUser,    admin, does it and records it.
//	UpdateFactor, DeleteFactor
//	Users, Factors,           a list. It changes and records nothing.
//	AuditEntries
//
// An act that was refused or failed has no entry, and one that was done has exactly one.
// Never may
//
//	an act go around Service.act
//	an act send a message: whom an admin makes or changes hears nothing
//	a user be erased so that a plain hash of the number stays
package admin
