// Package writebehind does what no request waits for: it writes rows, such as those
// of the audit log, and lets messages go out behind the answer.
//
// Whoever has an entry adds it to a Queue and goes on. Entries are written in
// chunks, oldest first, by one writer: it starts when a chunk is full or when
// somebody calls Start or Flush, uses one connection of the database, and ends when
// nothing waits. No request's context reaches it, so a client that hangs up stops
// nothing.
//
// The answer to a write can get lost after the database did it. The writer then
// writes the same chunk again, so a write must be idempotent: an entry that is
// stored already is left alone. Entries stay in the queue until a write succeeded.
//
// While writes fail, the writer pauses between them, longer each time and never as
// long as another replica's. One line in the log says that it began, one that it is
// over. An entry that the database refuses for what it holds is found by halves and
// dropped, so that it holds nobody else up. When the queue is full, new entries are
// lost. Whatever is dropped or lost is counted and told.
//
// A Group is all queues of a program, so that they are started, flushed and closed
// together.
package writebehind
