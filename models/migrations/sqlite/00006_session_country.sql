-- +goose Up

-- ISO 3166-1, of the newest request, where a trusted proxy named it.
ALTER TABLE sessions ADD COLUMN country text;

-- +goose Down
ALTER TABLE sessions DROP COLUMN country;
