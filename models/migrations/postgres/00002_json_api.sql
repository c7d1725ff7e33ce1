-- +goose Up

-- What an account may have beside its verified number.
ALTER TABLE auth.users ADD COLUMN email text;              -- of imported users and those made by an admin; nothing is sent to it
ALTER TABLE auth.users ADD COLUMN email_confirmed_at timestamptz;
ALTER TABLE auth.users ADD COLUMN encrypted_password text; -- a bcrypt, Argon2 or Firebase scrypt hash
ALTER TABLE auth.users ADD COLUMN password_failures integer NOT NULL DEFAULT 0; -- wrong passwords since a right one
ALTER TABLE auth.users ADD COLUMN password_failed_at timestamptz;
ALTER TABLE auth.users ADD COLUMN reauthentication_sent_at timestamptz;
ALTER TABLE auth.users ADD COLUMN more_identities jsonb NOT NULL DEFAULT '[]'; -- all but the phone's
ALTER TABLE auth.users ADD COLUMN factors integer NOT NULL DEFAULT 0;   -- how many rows of mfa_factors it has
ALTER TABLE auth.users ADD COLUMN is_claim boolean NOT NULL DEFAULT false; -- a stranger signed up with this number and has not proved it
ALTER TABLE auth.users ADD COLUMN deleted_at timestamptz;
CREATE UNIQUE INDEX users_email ON auth.users (email);
CREATE INDEX users_created ON auth.users (created_at, id);

ALTER TABLE auth.sessions ADD COLUMN factor_id uuid;       -- the factor that raised it to aal2
ALTER TABLE auth.sessions ADD COLUMN not_after timestamptz;
ALTER TABLE auth.sessions ADD COLUMN tag text;             -- sessions with different tags do not end one another
ALTER TABLE auth.sessions ADD COLUMN refresh_key text;     -- of an imported session: its own key of refresh tokens, encrypted

-- Refresh tokens of the 12-character form. Those of version 2 have no rows.
CREATE TABLE auth.refresh_tokens (
	hash       text PRIMARY KEY, -- keyed hash of the token
	session_id uuid NOT NULL REFERENCES auth.sessions (id) ON DELETE CASCADE,
	parent     text,             -- hash of the token that it replaced
	revoked    boolean NOT NULL DEFAULT false,
	created_at timestamptz NOT NULL,
	updated_at timestamptz NOT NULL
);
CREATE INDEX refresh_tokens_session ON auth.refresh_tokens (session_id);

-- Asked for by a sign-up with a password: its code confirms that password too.
ALTER TABLE auth.challenges ADD COLUMN claim boolean NOT NULL DEFAULT false;
CREATE INDEX challenges_user ON auth.challenges (user_id, created_at) WHERE user_id IS NOT NULL;

CREATE TABLE auth.mfa_factors (
	id                 uuid PRIMARY KEY,
	user_id            uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
	friendly_name      text NOT NULL,
	factor_type        text NOT NULL, -- "phone" or "totp"
	status             text NOT NULL, -- "unverified" or "verified"
	phone              text,          -- E.164 digits without "+"
	secret             bytea,         -- of TOTP, encrypted
	used_step          bigint,        -- of TOTP: the newest time step whose code was accepted
	created_at         timestamptz NOT NULL,
	updated_at         timestamptz NOT NULL,
	last_challenged_at timestamptz,
	failures           integer NOT NULL DEFAULT 0, -- wrong codes in a row
	failed_at          timestamptz,
	UNIQUE (user_id, phone)
);
CREATE UNIQUE INDEX mfa_factors_name ON auth.mfa_factors (user_id, friendly_name) WHERE friendly_name <> '';

CREATE TABLE auth.mfa_challenges (
	id          uuid PRIMARY KEY, -- of a phone factor: also the id of its row in challenges
	factor_id   uuid NOT NULL REFERENCES auth.mfa_factors (id) ON DELETE CASCADE,
	ip          text NOT NULL,
	tries       integer NOT NULL DEFAULT 0,
	created_at  timestamptz NOT NULL,
	expires_at  timestamptz NOT NULL,
	verified_at timestamptz
);
CREATE INDEX mfa_challenges_factor ON auth.mfa_challenges (factor_id, created_at);
CREATE INDEX mfa_challenges_expires ON auth.mfa_challenges (expires_at);

CREATE TABLE auth.audit_log_entries (
	id         uuid PRIMARY KEY,
	payload    jsonb NOT NULL,
	ip_address text NOT NULL,
	created_at timestamptz NOT NULL
);
CREATE INDEX audit_log_entries_created ON auth.audit_log_entries (created_at);

-- Token buckets of request limits. A crash may empty this table: limits of a few
-- minutes are worth no write-ahead log. Without an index on the time updates stay
-- on their page.
CREATE UNLOGGED TABLE auth.request_limits (
	bucket      text PRIMARY KEY,
	tokens      double precision NOT NULL,
	refilled_at timestamptz NOT NULL
);

-- Messages sent in the current period: money, so a crash must not forget it.
CREATE TABLE auth.budgets (
	name      text PRIMARY KEY,
	spent     integer NOT NULL,
	began_at  timestamptz NOT NULL
);

-- How far an import from another server has come.
CREATE TABLE auth.imports (
	source      text PRIMARY KEY, -- names the database without its password
	progress    jsonb NOT NULL,
	began_at    timestamptz NOT NULL,
	updated_at  timestamptz NOT NULL,
	finished_at timestamptz
);

ALTER TABLE auth.refresh_tokens ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.mfa_factors ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.mfa_challenges ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.audit_log_entries ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.request_limits ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.budgets ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.imports ENABLE ROW LEVEL SECURITY;

-- +goose Down
DROP TABLE auth.imports;
DROP TABLE auth.budgets;
DROP TABLE auth.request_limits;
DROP TABLE auth.audit_log_entries;
DROP TABLE auth.mfa_challenges;
DROP TABLE auth.mfa_factors;
DROP INDEX auth.challenges_user;
ALTER TABLE auth.challenges DROP COLUMN claim;
DROP TABLE auth.refresh_tokens;
ALTER TABLE auth.sessions DROP COLUMN refresh_key;
ALTER TABLE auth.sessions DROP COLUMN tag;
ALTER TABLE auth.sessions DROP COLUMN not_after;
ALTER TABLE auth.sessions DROP COLUMN factor_id;
DROP INDEX auth.users_created;
DROP INDEX auth.users_email;
ALTER TABLE auth.users DROP COLUMN deleted_at;
ALTER TABLE auth.users DROP COLUMN is_claim;
ALTER TABLE auth.users DROP COLUMN factors;
ALTER TABLE auth.users DROP COLUMN more_identities;
ALTER TABLE auth.users DROP COLUMN reauthentication_sent_at;
ALTER TABLE auth.users DROP COLUMN password_failed_at;
ALTER TABLE auth.users DROP COLUMN password_failures;
ALTER TABLE auth.users DROP COLUMN encrypted_password;
ALTER TABLE auth.users DROP COLUMN email_confirmed_at;
ALTER TABLE auth.users DROP COLUMN email;
