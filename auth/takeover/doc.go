// Package takeover brings the users of another server here: those of a GoTrue, whose
// database models/gotrue reads. They keep their ids, numbers, passwords, factors and
// sessions, so that nobody has to sign in again.
//
//	Begin  claims the import from a database, or the rest of it.
//	Run    takes one batch of users after another. Each batch is read, judged without the
//	       database (who can be taken, with what of theirs), and stored in one
//	       transaction with the progress that it makes.
//
// An import has one row, which names its source. It is in one of these states:
//
//	state     its row                        what Begin does
//	none      is not there                   begins
//	running   somebody gave a sign of life   waits; refuses with ErrBusy at the next sign
//	          within the lease
//	lost      the last sign is older         takes it over: whoever ran it was killed, and
//	                                         can store nothing more
//	stopped   nobody runs it                 goes on after the last whole batch
//	finished  all users were read            nothing, or with Again reads all anew
//
// A user is taken whole or not at all, and what is left behind is counted, with its
// reason. Never may an import
//
//	change a user who is here already, or give anybody the number or address of another
//	take an account whose authenticator app is encrypted with a key that was not given
//	keep a password of an account that proved neither number nor address
//	store a secret of a factor, a key or a refresh token that can be read
//	show a number: reports and errors name users by id
//	write to the database that it reads
package takeover
