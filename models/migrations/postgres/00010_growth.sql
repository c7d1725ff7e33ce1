-- +goose NO TRANSACTION
-- +goose Up

-- Indexes are built while others sign in. A build that was cut short leaves an index
-- that is no good, which the next start drops.

-- Lists of users, newest or oldest first, and their filters: what begins with a text
-- is a range in the order of bytes.
DROP INDEX CONCURRENTLY IF EXISTS auth.users_listed;
CREATE INDEX CONCURRENTLY users_listed ON auth.users (aud, created_at, id);
DROP INDEX CONCURRENTLY IF EXISTS auth.users_created;
DROP INDEX CONCURRENTLY IF EXISTS auth.users_by_email;
CREATE INDEX CONCURRENTLY users_by_email ON auth.users (lower(email) COLLATE "C") WHERE email IS NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS auth.users_by_full_name;
CREATE INDEX CONCURRENTLY users_by_full_name ON auth.users (lower(raw_user_meta_data->>'full_name') COLLATE "C")
	WHERE raw_user_meta_data->>'full_name' IS NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS auth.users_by_name;
CREATE INDEX CONCURRENTLY users_by_name ON auth.users (lower(raw_user_meta_data->>'name') COLLATE "C")
	WHERE raw_user_meta_data->>'name' IS NOT NULL;

-- The audit log as a whole, of one person, of one act, and of one admin.
DROP INDEX CONCURRENTLY IF EXISTS auth.audit_log_entries_listed;
CREATE INDEX CONCURRENTLY audit_log_entries_listed ON auth.audit_log_entries (created_at, id);
DROP INDEX CONCURRENTLY IF EXISTS auth.audit_log_entries_created;
DROP INDEX CONCURRENTLY IF EXISTS auth.audit_log_entries_actor;
CREATE INDEX CONCURRENTLY audit_log_entries_actor ON auth.audit_log_entries ((payload->>'actor_id'), created_at, id);
DROP INDEX CONCURRENTLY IF EXISTS auth.audit_log_entries_action;
CREATE INDEX CONCURRENTLY audit_log_entries_action ON auth.audit_log_entries ((payload->>'action'), created_at, id);
DROP INDEX CONCURRENTLY IF EXISTS auth.audit_log_entries_admin;
CREATE INDEX CONCURRENTLY audit_log_entries_admin ON auth.audit_log_entries ((payload->>'actor_username'), created_at, id)
	WHERE payload->>'actor_username' IS NOT NULL;

-- Rows that are to go.
DROP INDEX CONCURRENTLY IF EXISTS auth.users_claims;
CREATE INDEX CONCURRENTLY users_claims ON auth.users (created_at) WHERE is_claim;
DROP INDEX CONCURRENTLY IF EXISTS auth.phone_changes_revertible;
CREATE INDEX CONCURRENTLY phone_changes_revertible ON auth.phone_changes (changed_at) WHERE revert_hash <> CAST(id AS text);
DROP INDEX CONCURRENTLY IF EXISTS auth.mfa_factors_unverified;
CREATE INDEX CONCURRENTLY mfa_factors_unverified ON auth.mfa_factors (created_at) WHERE status = 'unverified';
DROP INDEX CONCURRENTLY IF EXISTS auth.refresh_tokens_revoked;
CREATE INDEX CONCURRENTLY refresh_tokens_revoked ON auth.refresh_tokens (updated_at) WHERE revoked;
DROP INDEX CONCURRENTLY IF EXISTS auth.messages_traced;
CREATE INDEX CONCURRENTLY messages_traced ON auth.messages (created_at) WHERE number_hash <> '';

-- Whose browser it is, so that it goes with the user.
ALTER TABLE auth.page_sessions ADD COLUMN IF NOT EXISTS session_id uuid; -- who is signed in there; none for visitors
DROP INDEX CONCURRENTLY IF EXISTS auth.page_sessions_session;
CREATE INDEX CONCURRENTLY page_sessions_session ON auth.page_sessions (session_id) WHERE session_id IS NOT NULL;

-- When a job began that one of all replicas does.
CREATE TABLE IF NOT EXISTS auth.rounds (
	name     text PRIMARY KEY,
	began_at timestamptz NOT NULL
);
ALTER TABLE auth.rounds ENABLE ROW LEVEL SECURITY;

-- +goose Down
DROP TABLE auth.rounds;
ALTER TABLE auth.page_sessions DROP COLUMN session_id;
DROP INDEX auth.messages_traced;
DROP INDEX auth.refresh_tokens_revoked;
DROP INDEX auth.mfa_factors_unverified;
DROP INDEX auth.phone_changes_revertible;
DROP INDEX auth.users_claims;
DROP INDEX auth.audit_log_entries_admin;
DROP INDEX auth.audit_log_entries_action;
DROP INDEX auth.audit_log_entries_actor;
CREATE INDEX audit_log_entries_created ON auth.audit_log_entries (created_at);
DROP INDEX auth.audit_log_entries_listed;
DROP INDEX auth.users_by_name;
DROP INDEX auth.users_by_full_name;
DROP INDEX auth.users_by_email;
CREATE INDEX users_created ON auth.users (created_at, id);
DROP INDEX auth.users_listed;
