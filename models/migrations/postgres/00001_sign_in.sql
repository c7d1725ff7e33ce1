-- +goose Up
CREATE SCHEMA IF NOT EXISTS auth;

-- Policies of customers' tables call the functions below.
GRANT USAGE ON SCHEMA auth TO PUBLIC;

CREATE TABLE auth.users (
	id                   uuid PRIMARY KEY,
	aud                  varchar(255) NOT NULL,
	role                 varchar(255) NOT NULL,
	phone                text UNIQUE, -- verified, E.164 digits without "+"
	phone_confirmed_at   timestamptz,
	confirmation_sent_at timestamptz,
	phone_change         text,        -- wanted, not yet verified
	phone_change_sent_at timestamptz,
	last_sign_in_at      timestamptz,
	raw_app_meta_data    jsonb NOT NULL DEFAULT '{}',
	raw_user_meta_data   jsonb NOT NULL DEFAULT '{}',
	identity_id          uuid,
	identity_data        jsonb,
	identity_created_at  timestamptz,
	identity_updated_at  timestamptz,
	is_anonymous         boolean NOT NULL DEFAULT false,
	banned_until         timestamptz,
	created_at           timestamptz NOT NULL,
	updated_at           timestamptz NOT NULL
);

CREATE TABLE auth.sessions (
	id            uuid PRIMARY KEY,
	user_id       uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
	app           text NOT NULL, -- who holds it: an app, "@api" or "@pages"
	aal           text NOT NULL,
	amr           jsonb NOT NULL,
	user_agent    text NOT NULL,
	ip            text NOT NULL,
	token_counter bigint NOT NULL DEFAULT 0,
	created_at    timestamptz NOT NULL,
	refreshed_at  timestamptz
);
CREATE INDEX sessions_user ON auth.sessions (user_id);

-- One row for each number that ever asked: it paces requests, and is the lock
-- under which they are decided.
CREATE TABLE auth.numbers (
	phone   text PRIMARY KEY,
	sends   integer NOT NULL DEFAULT 0,
	sent_at timestamptz
);

CREATE TABLE auth.challenges (
	id          uuid PRIMARY KEY,
	phone       text NOT NULL,
	purpose     text NOT NULL,
	app         text NOT NULL,
	bucket      text NOT NULL, -- whose tries are counted: a known device, or "" for strangers
	user_id     uuid REFERENCES auth.users (id) ON DELETE CASCADE,
	channel     text NOT NULL,
	nonce       bytea NOT NULL, -- the code is derived from it; emptied when the code is over
	tries       integer NOT NULL DEFAULT 0,
	sends       integer NOT NULL DEFAULT 0,
	create_user boolean NOT NULL,
	data        jsonb NOT NULL DEFAULT '{}',
	created_at  timestamptz NOT NULL,
	sent_at     timestamptz NOT NULL,
	tried_at    timestamptz,
	expires_at  timestamptz NOT NULL,
	spent_at    timestamptz
);
CREATE INDEX challenges_phone ON auth.challenges (phone, purpose, app);
CREATE INDEX challenges_created ON auth.challenges (created_at);

CREATE TABLE auth.auth_codes (
	hash                  text PRIMARY KEY,
	user_id               uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
	app                   text NOT NULL,
	redirect_to           text NOT NULL,
	code_challenge        text NOT NULL,
	code_challenge_method text NOT NULL,
	amr                   jsonb NOT NULL,
	session_id            uuid, -- what it was exchanged for
	created_at            timestamptz NOT NULL,
	expires_at            timestamptz NOT NULL,
	used_at               timestamptz
);
CREATE INDEX auth_codes_user ON auth.auth_codes (user_id);
CREATE INDEX auth_codes_expires ON auth.auth_codes (expires_at);

CREATE TABLE auth.phone_changes (
	id           uuid PRIMARY KEY,
	user_id      uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
	old_phone    text NOT NULL,
	new_phone    text NOT NULL,
	ip           text NOT NULL,
	user_agent   text NOT NULL,
	revert_hash  text NOT NULL UNIQUE,
	changed_at   timestamptz NOT NULL,
	reverted_at  timestamptz
);
CREATE INDEX phone_changes_user ON auth.phone_changes (user_id);

CREATE TABLE auth.page_sessions (
	hash       text PRIMARY KEY,
	data       bytea NOT NULL,
	expires_at timestamptz NOT NULL
);
CREATE INDEX page_sessions_expires ON auth.page_sessions (expires_at);

-- Nobody but the owner reads these tables: no policy, no access.
ALTER TABLE auth.users ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.numbers ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.challenges ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.auth_codes ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.phone_changes ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.page_sessions ENABLE ROW LEVEL SECURITY;

-- +goose StatementBegin
-- The claims of the access token that came with the request, where PostgREST and
-- its kin put them.
CREATE OR REPLACE FUNCTION auth.jwt() RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT coalesce(nullif(current_setting('request.jwt.claims', true), ''), '{}')::jsonb
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS $$
	SELECT nullif(coalesce(
		nullif(current_setting('request.jwt.claim.sub', true), ''),
		auth.jwt() ->> 'sub'), '')::uuid
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION auth.role() RETURNS text LANGUAGE sql STABLE AS $$
	SELECT coalesce(
		nullif(current_setting('request.jwt.claim.role', true), ''),
		auth.jwt() ->> 'role')
$$;
-- +goose StatementEnd

-- +goose Down
DROP FUNCTION auth.role();
DROP FUNCTION auth.uid();
DROP FUNCTION auth.jwt();
DROP TABLE auth.page_sessions;
DROP TABLE auth.phone_changes;
DROP TABLE auth.auth_codes;
DROP TABLE auth.challenges;
DROP TABLE auth.numbers;
DROP TABLE auth.sessions;
DROP TABLE auth.users;
