-- +goose Up

-- For messages of the code that nobody asks for at the time: the language of who
-- asked, and the host of the site whose frame shows the code page.
ALTER TABLE challenges ADD COLUMN language text;
ALTER TABLE challenges ADD COLUMN embedded_in text;

-- +goose Down
ALTER TABLE challenges DROP COLUMN embedded_in;
ALTER TABLE challenges DROP COLUMN language;
