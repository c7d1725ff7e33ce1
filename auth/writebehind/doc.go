// Package writebehind writes rows that no request waits for, such as those of the
// audit log, and runs other work after the answer.
//
// Callers add entries to a Queue and go on. One writer writes them in chunks,
// oldest first. It starts when a chunk is full or when somebody calls Start or
// Flush, uses one database connection, and ends when the queue is empty. It does
// not use a request's context, so a client that hangs up stops nothing.
//
// The answer to a write can get lost after the database wrote. The writer then
// writes the same chunk again, so writes must be idempotent and skip stored
// entries. Entries stay in the queue until a write succeeded.
//
// While writes fail, the writer pauses between them, longer each time and for a
// random time, so that replicas do not retry together. It logs one line when writes
// begin to fail and one when they work again. An entry that the database rejects is
// found by halving the chunk, and dropped, so that it does not block the others.
// When the queue is full, new entries are lost. Dropped and lost entries are
// counted and logged.
//
// A Group starts, flushes and closes all queues of a program together.
//
// Adding an entry must never wait for the database. The room must never take a write
// without an answer for a success.
package writebehind
