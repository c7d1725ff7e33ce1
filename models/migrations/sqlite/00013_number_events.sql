-- +goose Up

-- When the provider was last asked whether an opt-out still holds, or refused a
-- message for it.
ALTER TABLE opt_outs ADD COLUMN asked_at datetime;

-- What became of requests for codes and of codes that were entered, where no row
-- of messages tells: refusals and wrong codes of a number, counted by hour.
CREATE TABLE number_events (
	id          text PRIMARY KEY,
	number_hash text NOT NULL,        -- keyed
	kind        text NOT NULL,        -- what was wanted: a code, or to enter one
	reason      text NOT NULL,        -- why it was refused
	channel     text NOT NULL,        -- of the message that was asked for; '' where there is none
	times       integer NOT NULL,
	first_at    datetime NOT NULL,
	last_at     datetime NOT NULL
);
CREATE INDEX number_events_number ON number_events (number_hash, first_at);
CREATE INDEX number_events_first ON number_events (first_at);

-- +goose Down
DROP TABLE number_events;
ALTER TABLE opt_outs DROP COLUMN asked_at;
