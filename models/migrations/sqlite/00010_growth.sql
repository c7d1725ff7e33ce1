-- +goose Up

-- Lists of users, newest or oldest first, and their filters.
CREATE INDEX users_listed ON users (aud, created_at, id);
DROP INDEX users_created;
CREATE INDEX users_by_email ON users (lower(email)) WHERE email IS NOT NULL;
CREATE INDEX users_by_full_name ON users (lower(raw_user_meta_data->>'full_name')) WHERE raw_user_meta_data->>'full_name' IS NOT NULL;
CREATE INDEX users_by_name ON users (lower(raw_user_meta_data->>'name')) WHERE raw_user_meta_data->>'name' IS NOT NULL;

-- The audit log as a whole, of one person, of one act, and of one admin.
CREATE INDEX audit_log_entries_listed ON audit_log_entries (created_at, id);
DROP INDEX audit_log_entries_created;
CREATE INDEX audit_log_entries_actor ON audit_log_entries (payload->>'actor_id', created_at, id);
CREATE INDEX audit_log_entries_action ON audit_log_entries (payload->>'action', created_at, id);
CREATE INDEX audit_log_entries_admin ON audit_log_entries (payload->>'actor_username', created_at, id)
	WHERE payload->>'actor_username' IS NOT NULL;

-- Rows that are to go.
CREATE INDEX users_claims ON users (created_at) WHERE is_claim;
CREATE INDEX phone_changes_revertible ON phone_changes (changed_at) WHERE revert_hash <> CAST(id AS text);
CREATE INDEX mfa_factors_unverified ON mfa_factors (created_at) WHERE status = 'unverified';
CREATE INDEX refresh_tokens_revoked ON refresh_tokens (updated_at) WHERE revoked;
CREATE INDEX messages_traced ON messages (created_at) WHERE number_hash <> '';

-- Whose browser it is, so that it goes with the user.
ALTER TABLE page_sessions ADD COLUMN session_id text; -- who is signed in there; none for visitors
CREATE INDEX page_sessions_session ON page_sessions (session_id) WHERE session_id IS NOT NULL;

-- When a job began that one of all replicas does.
CREATE TABLE rounds (
	name     text PRIMARY KEY,
	began_at timestamp NOT NULL
);

-- +goose Down
DROP TABLE rounds;
DROP INDEX page_sessions_session;
ALTER TABLE page_sessions DROP COLUMN session_id;
DROP INDEX messages_traced;
DROP INDEX refresh_tokens_revoked;
DROP INDEX mfa_factors_unverified;
DROP INDEX phone_changes_revertible;
DROP INDEX users_claims;
DROP INDEX audit_log_entries_admin;
DROP INDEX audit_log_entries_action;
DROP INDEX audit_log_entries_actor;
CREATE INDEX audit_log_entries_created ON audit_log_entries (created_at);
DROP INDEX audit_log_entries_listed;
DROP INDEX users_by_name;
DROP INDEX users_by_full_name;
DROP INDEX users_by_email;
CREATE INDEX users_created ON users (created_at, id);
DROP INDEX users_listed;
