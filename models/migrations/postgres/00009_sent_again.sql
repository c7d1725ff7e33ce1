-- +goose Up

-- What a browser sends once more gets the same answer, because the first may have
-- been lost.
ALTER TABLE auth.challenges ADD COLUMN flow_hash text;    -- of the login in a browser that asked last
ALTER TABLE auth.challenges ADD COLUMN entered_hash text; -- keyed, of that login and its right code
ALTER TABLE auth.challenges ADD COLUMN session_id uuid;   -- what the right code opened

-- +goose Down
ALTER TABLE auth.challenges DROP COLUMN session_id;
ALTER TABLE auth.challenges DROP COLUMN entered_hash;
ALTER TABLE auth.challenges DROP COLUMN flow_hash;
