-- +goose Up

-- The provider's own code for a failure, in digits.
ALTER TABLE auth.messages ADD COLUMN code text NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE auth.messages DROP COLUMN code;
