-- +goose Up

-- What an account may have beside its verified number.
ALTER TABLE users ADD COLUMN email text;              -- of imported users and those made by an admin; nothing is sent to it
ALTER TABLE users ADD COLUMN email_confirmed_at datetime;
ALTER TABLE users ADD COLUMN encrypted_password text; -- a bcrypt, Argon2 or Firebase scrypt hash
ALTER TABLE users ADD COLUMN password_failures integer NOT NULL DEFAULT 0; -- wrong passwords since a right one
ALTER TABLE users ADD COLUMN password_failed_at datetime;
ALTER TABLE users ADD COLUMN reauthentication_sent_at datetime;
ALTER TABLE users ADD COLUMN more_identities text NOT NULL DEFAULT '[]'; -- all but the phone's
ALTER TABLE users ADD COLUMN factors integer NOT NULL DEFAULT 0;   -- how many rows of mfa_factors it has
ALTER TABLE users ADD COLUMN is_claim boolean NOT NULL DEFAULT false; -- a stranger signed up with this number and has not proved it
ALTER TABLE users ADD COLUMN deleted_at datetime;
CREATE UNIQUE INDEX users_email ON users (email);
CREATE INDEX users_created ON users (created_at, id);

ALTER TABLE sessions ADD COLUMN factor_id text;       -- the factor that raised it to aal2
ALTER TABLE sessions ADD COLUMN not_after datetime;
ALTER TABLE sessions ADD COLUMN tag text;             -- sessions with different tags do not end one another
ALTER TABLE sessions ADD COLUMN refresh_key text;     -- of an imported session: its own key of refresh tokens, encrypted

-- Refresh tokens of the 12-character form. Those of version 2 have no rows.
CREATE TABLE refresh_tokens (
	hash       text PRIMARY KEY, -- keyed hash of the token
	session_id text NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
	parent     text,             -- hash of the token that it replaced
	revoked    boolean NOT NULL DEFAULT false,
	created_at datetime NOT NULL,
	updated_at datetime NOT NULL
);
CREATE INDEX refresh_tokens_session ON refresh_tokens (session_id);

-- Asked for by a sign-up with a password: its code confirms that password too.
ALTER TABLE challenges ADD COLUMN claim boolean NOT NULL DEFAULT false;
CREATE INDEX challenges_user ON challenges (user_id, created_at) WHERE user_id IS NOT NULL;

CREATE TABLE mfa_factors (
	id                 text PRIMARY KEY,
	user_id            text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	friendly_name      text NOT NULL,
	factor_type        text NOT NULL, -- "phone" or "totp"
	status             text NOT NULL, -- "unverified" or "verified"
	phone              text,          -- E.164 digits without "+"
	secret             blob,         -- of TOTP, encrypted
	used_step          integer,        -- of TOTP: the newest time step whose code was accepted
	created_at         datetime NOT NULL,
	updated_at         datetime NOT NULL,
	last_challenged_at datetime,
	failures           integer NOT NULL DEFAULT 0, -- wrong codes in a row
	failed_at          datetime,
	UNIQUE (user_id, phone)
);
CREATE UNIQUE INDEX mfa_factors_name ON mfa_factors (user_id, friendly_name) WHERE friendly_name <> '';

CREATE TABLE mfa_challenges (
	id          text PRIMARY KEY, -- of a phone factor: also the id of its row in challenges
	factor_id   text NOT NULL REFERENCES mfa_factors (id) ON DELETE CASCADE,
	ip          text NOT NULL,
	tries       integer NOT NULL DEFAULT 0,
	created_at  datetime NOT NULL,
	expires_at  datetime NOT NULL,
	verified_at datetime
);
CREATE INDEX mfa_challenges_factor ON mfa_challenges (factor_id, created_at);
CREATE INDEX mfa_challenges_expires ON mfa_challenges (expires_at);

CREATE TABLE audit_log_entries (
	id         text PRIMARY KEY,
	payload    text NOT NULL,
	ip_address text NOT NULL,
	created_at datetime NOT NULL
);
CREATE INDEX audit_log_entries_created ON audit_log_entries (created_at);

-- Token buckets of request limits.
CREATE TABLE request_limits (
	bucket      text PRIMARY KEY,
	tokens      real NOT NULL,
	refilled_at datetime NOT NULL
);

-- Messages sent in the current period: money, so a crash must not forget it.
CREATE TABLE budgets (
	name      text PRIMARY KEY,
	spent     integer NOT NULL,
	began_at  datetime NOT NULL
);

-- How far an import from another server has come.
CREATE TABLE imports (
	source      text PRIMARY KEY, -- names the database without its password
	progress    text NOT NULL,
	began_at    datetime NOT NULL,
	updated_at  datetime NOT NULL,
	finished_at datetime
);

-- +goose Down
DROP TABLE imports;
DROP TABLE budgets;
DROP TABLE request_limits;
DROP TABLE audit_log_entries;
DROP TABLE mfa_challenges;
DROP TABLE mfa_factors;
DROP INDEX challenges_user;
ALTER TABLE challenges DROP COLUMN claim;
DROP TABLE refresh_tokens;
ALTER TABLE sessions DROP COLUMN refresh_key;
ALTER TABLE sessions DROP COLUMN tag;
ALTER TABLE sessions DROP COLUMN not_after;
ALTER TABLE sessions DROP COLUMN factor_id;
DROP INDEX users_created;
DROP INDEX users_email;
ALTER TABLE users DROP COLUMN deleted_at;
ALTER TABLE users DROP COLUMN is_claim;
ALTER TABLE users DROP COLUMN factors;
ALTER TABLE users DROP COLUMN more_identities;
ALTER TABLE users DROP COLUMN reauthentication_sent_at;
ALTER TABLE users DROP COLUMN password_failed_at;
ALTER TABLE users DROP COLUMN password_failures;
ALTER TABLE users DROP COLUMN encrypted_password;
ALTER TABLE users DROP COLUMN email_confirmed_at;
ALTER TABLE users DROP COLUMN email;
