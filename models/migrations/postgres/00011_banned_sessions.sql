-- +goose Up

-- Sessions that a ban ended, so that their refresh tokens can be told why: the id of
-- the session, or the keyed hash of its newest token of 12 characters.
CREATE TABLE auth.banned_sessions (
	name     text PRIMARY KEY,
	user_id  uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
	ended_at timestamptz NOT NULL
);
CREATE INDEX banned_sessions_user ON auth.banned_sessions (user_id);
ALTER TABLE auth.banned_sessions ENABLE ROW LEVEL SECURITY;

-- +goose Down
DROP TABLE auth.banned_sessions;
