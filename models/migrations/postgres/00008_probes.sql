-- +goose Up

-- What /readyz writes and deletes at once, to see whether the database can write.
-- Nobody ever sees a row.
CREATE TABLE auth.probes (
	id       uuid PRIMARY KEY,
	asked_at timestamptz NOT NULL
);
ALTER TABLE auth.probes ENABLE ROW LEVEL SECURITY;

-- +goose Down
DROP TABLE auth.probes;
