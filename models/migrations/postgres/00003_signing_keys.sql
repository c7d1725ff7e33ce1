-- +goose Up

-- Keys of access tokens. The private half is encrypted with a key that is not in
-- the database.
CREATE TABLE auth.signing_keys (
	id         text PRIMARY KEY, -- the kid
	alg        text NOT NULL,
	state      text NOT NULL CHECK (state IN ('standby', 'current', 'previous')),
	sealed     bytea NOT NULL,
	created_at timestamptz NOT NULL,
	changed_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX signing_keys_current ON auth.signing_keys (state) WHERE state = 'current';
ALTER TABLE auth.signing_keys ENABLE ROW LEVEL SECURITY;

-- +goose Down
DROP TABLE auth.signing_keys;
