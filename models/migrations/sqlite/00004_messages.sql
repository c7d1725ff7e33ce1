-- +goose Up

-- What became of every message. A row holds neither the number nor the text nor
-- the code.
CREATE TABLE messages (
	id           text PRIMARY KEY, -- of one try to send through one provider
	challenge_id text,             -- whose code it carried; none for notices. The challenge may be gone
	number       text NOT NULL,    -- masked: country's code and the last two digits
	number_hash  text NOT NULL,    -- keyed; emptied after a day and when the user is deleted
	country      text NOT NULL,    -- ISO 3166-1, '' where the numbering plans do not know
	purpose      text NOT NULL,
	provider     text NOT NULL,
	channel      text NOT NULL,
	provider_id  text,             -- the provider's name for it
	state        text NOT NULL CHECK (state IN ('sending', 'sent', 'delivered', 'undelivered', 'failed', 'unsure')),
	reason       text NOT NULL DEFAULT '', -- why it failed or was not delivered: a kind of failure
	detail       text NOT NULL DEFAULT '', -- the provider's status and code
	segments     integer NOT NULL DEFAULT 0,
	price        text,             -- a decimal number, as the provider told it
	currency     text,
	created_at   datetime NOT NULL,
	taken_at     datetime,      -- when the provider took it
	final_at     datetime,      -- when its state became final
	converted_at datetime       -- when its code was entered
);
CREATE INDEX messages_provider ON messages (provider, provider_id) WHERE provider_id IS NOT NULL;
CREATE INDEX messages_challenge ON messages (challenge_id, created_at);
CREATE INDEX messages_created ON messages (created_at);
CREATE INDEX messages_number ON messages (number_hash) WHERE number_hash <> '';

-- Reports that came before the provider's answer to the send was written.
CREATE TABLE early_reports (
	provider    text NOT NULL,
	provider_id text NOT NULL,
	report      text NOT NULL,
	created_at  datetime NOT NULL
);
CREATE INDEX early_reports_provider ON early_reports (provider, provider_id);

-- Whose owners want no messages on a channel (STOP).
CREATE TABLE opt_outs (
	number_hash text NOT NULL, -- keyed
	channel     text NOT NULL,
	provider    text NOT NULL, -- who reported it
	since       datetime NOT NULL,
	PRIMARY KEY (number_hash, channel)
);

-- When the server itself sent the code by another channel: once at the most.
ALTER TABLE challenges ADD COLUMN followed_at datetime;

-- +goose Down
ALTER TABLE challenges DROP COLUMN followed_at;
DROP TABLE opt_outs;
DROP TABLE early_reports;
DROP TABLE messages;
