-- +goose Up

-- The provider's own code for a failure, in digits.
ALTER TABLE messages ADD COLUMN code text NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE messages DROP COLUMN code;
