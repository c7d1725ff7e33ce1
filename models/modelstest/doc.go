// Package modelstest opens real databases for tests: SQLite always, and Postgres where
// TEST_POSTGRES names a server. Each test gets a database of its own, copied from one
// that was migrated once.
//
// Only tests import it. It must not replace a database by anything that is none.
package modelstest
