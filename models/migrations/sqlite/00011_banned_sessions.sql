-- +goose Up

-- Sessions that a ban ended, so that their refresh tokens can be told why: the id of
-- the session, or the keyed hash of its newest token of 12 characters.
CREATE TABLE banned_sessions (
	name     text PRIMARY KEY,
	user_id  text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	ended_at datetime NOT NULL
);
CREATE INDEX banned_sessions_user ON banned_sessions (user_id);

-- +goose Down
DROP TABLE banned_sessions;
