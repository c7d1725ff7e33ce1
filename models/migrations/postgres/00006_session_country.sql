-- +goose Up

-- ISO 3166-1, of the newest request, where a trusted proxy named it.
ALTER TABLE auth.sessions ADD COLUMN country text;

-- +goose Down
ALTER TABLE auth.sessions DROP COLUMN country;
