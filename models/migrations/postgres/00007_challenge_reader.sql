-- +goose Up

-- For messages of the code that nobody asks for at the time: the language of who
-- asked, and the host of the site whose frame shows the code page.
ALTER TABLE auth.challenges ADD COLUMN language text;
ALTER TABLE auth.challenges ADD COLUMN embedded_in text;

-- +goose Down
ALTER TABLE auth.challenges DROP COLUMN embedded_in;
ALTER TABLE auth.challenges DROP COLUMN language;
