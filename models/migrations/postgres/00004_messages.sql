-- +goose Up

-- What became of every message. A row holds neither the number nor the text nor
-- the code.
CREATE TABLE auth.messages (
	id           uuid PRIMARY KEY, -- of one try to send through one provider
	challenge_id uuid,             -- whose code it carried; none for notices. The challenge may be gone
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
	created_at   timestamptz NOT NULL,
	taken_at     timestamptz,      -- when the provider took it
	final_at     timestamptz,      -- when its state became final
	converted_at timestamptz       -- when its code was entered
);
CREATE INDEX messages_provider ON auth.messages (provider, provider_id) WHERE provider_id IS NOT NULL;
CREATE INDEX messages_challenge ON auth.messages (challenge_id, created_at);
CREATE INDEX messages_created ON auth.messages (created_at);
CREATE INDEX messages_number ON auth.messages (number_hash) WHERE number_hash <> '';

-- Reports that came before the provider's answer to the send was written.
CREATE TABLE auth.early_reports (
	provider    text NOT NULL,
	provider_id text NOT NULL,
	report      jsonb NOT NULL,
	created_at  timestamptz NOT NULL
);
CREATE INDEX early_reports_provider ON auth.early_reports (provider, provider_id);

-- Whose owners want no messages on a channel (STOP).
CREATE TABLE auth.opt_outs (
	number_hash text NOT NULL, -- keyed
	channel     text NOT NULL,
	provider    text NOT NULL, -- who reported it
	since       timestamptz NOT NULL,
	PRIMARY KEY (number_hash, channel)
);

-- When the server itself sent the code by another channel: once at the most.
ALTER TABLE auth.challenges ADD COLUMN followed_at timestamptz;

ALTER TABLE auth.messages ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.early_reports ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.opt_outs ENABLE ROW LEVEL SECURITY;

-- +goose Down
ALTER TABLE auth.challenges DROP COLUMN followed_at;
DROP TABLE auth.opt_outs;
DROP TABLE auth.early_reports;
DROP TABLE auth.messages;
