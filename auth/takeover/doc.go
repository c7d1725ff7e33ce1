// Package takeover imports the users of a GoTrue server, whose database
// models/gotrue reads. They keep their ids, numbers, passwords, factors and
// sessions, so nobody has to sign in again.
//
//	Begin  claims the import from a database, or the rest of it.
//	Run    imports one batch of users after another. It reads a batch, decides without the
//	       database what can be imported, and stores the batch together with the progress
//	       in one transaction.
//
// An import has one row, which names its source. Its states:
//
//	state     its row                        what Begin does
//	none      does not exist                 starts
//	running   has a recent heartbeat         waits; refuses with ErrBusy at the next one
//	lost      has an old heartbeat           takes it over: its process was killed, and can
//	                                         store nothing more
//	stopped   no process runs it             continues after the last whole batch
//	finished  all users were read            nothing, or with Again starts anew
//
// A user is imported whole or not at all. Everything skipped is counted, with its
// reason. An import must never
//
//	change a user who exists here, or give anybody the number or address of another
//	import an account whose authenticator app is encrypted with a key that was not given
//	keep a password of an account that proved neither number nor address
//	store a readable secret of a factor, a key or a refresh token
//	show a number: reports and errors name users by id
//	write to the source database
package takeover
