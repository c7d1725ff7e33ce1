-- +goose Up

-- Keys of access tokens. The private half is encrypted with a key that is not in
-- the database.
CREATE TABLE signing_keys (
	id         text PRIMARY KEY, -- the kid
	alg        text NOT NULL,
	state      text NOT NULL CHECK (state IN ('standby', 'current', 'previous')),
	sealed     blob NOT NULL,
	created_at datetime NOT NULL,
	changed_at datetime NOT NULL
);
CREATE UNIQUE INDEX signing_keys_current ON signing_keys (state) WHERE state = 'current';

-- +goose Down
DROP TABLE signing_keys;
