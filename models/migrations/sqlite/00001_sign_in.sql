-- +goose Up
CREATE TABLE users (
	id                   text PRIMARY KEY,
	aud                  text NOT NULL,
	role                 text NOT NULL,
	phone                text UNIQUE, -- verified, E.164 digits without "+"
	phone_confirmed_at   datetime,
	confirmation_sent_at datetime,
	phone_change         text,        -- wanted, not yet verified
	phone_change_sent_at datetime,
	last_sign_in_at      datetime,
	raw_app_meta_data    text NOT NULL DEFAULT '{}',
	raw_user_meta_data   text NOT NULL DEFAULT '{}',
	identity_id          text,
	identity_data        text,
	identity_created_at  datetime,
	identity_updated_at  datetime,
	is_anonymous         boolean NOT NULL DEFAULT false,
	banned_until         datetime,
	created_at           datetime NOT NULL,
	updated_at           datetime NOT NULL
);

CREATE TABLE sessions (
	id            text PRIMARY KEY,
	user_id       text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	app           text NOT NULL, -- who holds it: an app, "@api" or "@pages"
	aal           text NOT NULL,
	amr           text NOT NULL,
	user_agent    text NOT NULL,
	ip            text NOT NULL,
	token_counter integer NOT NULL DEFAULT 0,
	created_at    datetime NOT NULL,
	refreshed_at  datetime
);
CREATE INDEX sessions_user ON sessions (user_id);

-- One row for each number that ever asked: it paces requests, and is the lock
-- under which they are decided.
CREATE TABLE numbers (
	phone   text PRIMARY KEY,
	sends   integer NOT NULL DEFAULT 0,
	sent_at datetime
);

CREATE TABLE challenges (
	id          text PRIMARY KEY,
	phone       text NOT NULL,
	purpose     text NOT NULL,
	app         text NOT NULL,
	bucket      text NOT NULL, -- whose tries are counted: a known device, or "" for strangers
	user_id     text REFERENCES users (id) ON DELETE CASCADE,
	channel     text NOT NULL,
	nonce       blob NOT NULL, -- the code is derived from it; emptied when the code is over
	tries       integer NOT NULL DEFAULT 0,
	sends       integer NOT NULL DEFAULT 0,
	create_user boolean NOT NULL,
	data        text NOT NULL DEFAULT '{}',
	created_at  datetime NOT NULL,
	sent_at     datetime NOT NULL,
	tried_at    datetime,
	expires_at  datetime NOT NULL,
	spent_at    datetime
);
CREATE INDEX challenges_phone ON challenges (phone, purpose, app);
CREATE INDEX challenges_created ON challenges (created_at);

CREATE TABLE auth_codes (
	hash                  text PRIMARY KEY,
	user_id               text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	app                   text NOT NULL,
	redirect_to           text NOT NULL,
	code_challenge        text NOT NULL,
	code_challenge_method text NOT NULL,
	amr                   text NOT NULL,
	session_id            text, -- what it was exchanged for
	created_at            datetime NOT NULL,
	expires_at            datetime NOT NULL,
	used_at               datetime
);
CREATE INDEX auth_codes_user ON auth_codes (user_id);
CREATE INDEX auth_codes_expires ON auth_codes (expires_at);

CREATE TABLE phone_changes (
	id           text PRIMARY KEY,
	user_id      text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	old_phone    text NOT NULL,
	new_phone    text NOT NULL,
	ip           text NOT NULL,
	user_agent   text NOT NULL,
	revert_hash  text NOT NULL UNIQUE,
	changed_at   datetime NOT NULL,
	reverted_at  datetime
);
CREATE INDEX phone_changes_user ON phone_changes (user_id);

CREATE TABLE page_sessions (
	hash       text PRIMARY KEY,
	data       blob NOT NULL,
	expires_at datetime NOT NULL
);
CREATE INDEX page_sessions_expires ON page_sessions (expires_at);

-- +goose Down
DROP TABLE page_sessions;
DROP TABLE phone_changes;
DROP TABLE auth_codes;
DROP TABLE challenges;
DROP TABLE numbers;
DROP TABLE sessions;
DROP TABLE users;
