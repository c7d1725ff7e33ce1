-- +goose Up

-- What /readyz writes and deletes at once, to see whether the database can write.
-- Nobody ever sees a row.
CREATE TABLE probes (
	id       text PRIMARY KEY,
	asked_at datetime NOT NULL
);

-- +goose Down
DROP TABLE probes;
