// Package audit keeps the log of who did what to whose account (wire contract,
// section 6.11), and lists it for admins.
//
// An entry is made with the act and written after the answer, so no request waits
// for it. Entries name users by id alone, and an admin's entry masks the number,
// because the log outlives the user (rules S59 and S61). The room makes no
// decisions, and a failed write stops no act.
package audit
