-- +goose Up

-- The provider that may have sent a code of its own making, and judges it.
ALTER TABLE auth.challenges ADD COLUMN checked_by text;

-- +goose Down
ALTER TABLE auth.challenges DROP COLUMN checked_by;
