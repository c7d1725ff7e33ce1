-- The tables of a Supabase Auth server that an import reads, as wire contract,
-- section 14, describes them.
CREATE SCHEMA auth;
CREATE TYPE auth.aal_level AS ENUM ('aal1', 'aal2', 'aal3');
CREATE TYPE auth.factor_status AS ENUM ('unverified', 'verified');
CREATE TYPE auth.factor_type AS ENUM ('totp', 'webauthn', 'phone');

CREATE TABLE auth.users (
	instance_id                 uuid,
	id                          uuid PRIMARY KEY,
	aud                         varchar(255),
	role                        varchar(255),
	email                       varchar(255),
	encrypted_password          varchar(255),
	email_confirmed_at          timestamptz,
	invited_at                  timestamptz,
	confirmation_token          varchar(255) DEFAULT '',
	confirmation_sent_at        timestamptz,
	recovery_token              varchar(255) DEFAULT '',
	recovery_sent_at            timestamptz,
	email_change_token_new      varchar(255) DEFAULT '',
	email_change                varchar(255) DEFAULT '',
	email_change_sent_at        timestamptz,
	last_sign_in_at             timestamptz,
	raw_app_meta_data           jsonb,
	raw_user_meta_data          jsonb,
	is_super_admin              boolean,
	created_at                  timestamptz,
	updated_at                  timestamptz,
	phone                       text UNIQUE DEFAULT NULL,
	phone_confirmed_at          timestamptz,
	phone_change                text DEFAULT '',
	phone_change_token          varchar(255) DEFAULT '',
	phone_change_sent_at        timestamptz,
	confirmed_at                timestamptz GENERATED ALWAYS AS (LEAST(email_confirmed_at, phone_confirmed_at)) STORED,
	email_change_token_current  varchar(255) DEFAULT '',
	email_change_confirm_status smallint DEFAULT 0,
	banned_until                timestamptz,
	reauthentication_token      varchar(255) DEFAULT '',
	reauthentication_sent_at    timestamptz,
	is_sso_user                 boolean NOT NULL DEFAULT false,
	deleted_at                  timestamptz,
	is_anonymous                boolean NOT NULL DEFAULT false
);
CREATE UNIQUE INDEX users_email_partial_key ON auth.users (email) WHERE NOT is_sso_user;

CREATE TABLE auth.identities (
	provider_id     text NOT NULL,
	user_id         uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
	identity_data   jsonb NOT NULL,
	provider        text NOT NULL,
	last_sign_in_at timestamptz,
	created_at      timestamptz,
	updated_at      timestamptz,
	email           text GENERATED ALWAYS AS (lower(identity_data ->> 'email')) STORED,
	id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	UNIQUE (provider_id, provider)
);
CREATE INDEX identities_user_id_idx ON auth.identities (user_id);

CREATE TABLE auth.oauth_clients (id uuid PRIMARY KEY);

CREATE TABLE auth.sessions (
	id                     uuid PRIMARY KEY,
	user_id                uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
	created_at             timestamptz,
	updated_at             timestamptz,
	factor_id              uuid,
	aal                    auth.aal_level,
	not_after              timestamptz,
	refreshed_at           timestamp,
	user_agent             text,
	ip                     inet,
	tag                    text,
	oauth_client_id        uuid REFERENCES auth.oauth_clients (id),
	refresh_token_hmac_key text,
	refresh_token_counter  bigint,
	scopes                 text
);
CREATE INDEX sessions_user_id_idx ON auth.sessions (user_id);

CREATE TABLE auth.refresh_tokens (
	instance_id uuid,
	id          bigserial PRIMARY KEY,
	token       varchar(255) UNIQUE,
	user_id     varchar(255),
	revoked     boolean,
	created_at  timestamptz,
	updated_at  timestamptz,
	parent      varchar(255),
	session_id  uuid REFERENCES auth.sessions (id) ON DELETE CASCADE
);
CREATE INDEX refresh_tokens_parent_idx ON auth.refresh_tokens (parent);
CREATE INDEX refresh_tokens_session_id_revoked_idx ON auth.refresh_tokens (session_id, revoked);

CREATE TABLE auth.mfa_factors (
	id                          uuid PRIMARY KEY,
	user_id                     uuid NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
	friendly_name               text,
	factor_type                 auth.factor_type NOT NULL,
	status                      auth.factor_status NOT NULL,
	created_at                  timestamptz NOT NULL,
	updated_at                  timestamptz NOT NULL,
	secret                      text,
	phone                       text,
	last_challenged_at          timestamptz UNIQUE,
	web_authn_credential        jsonb,
	web_authn_aaguid            uuid,
	last_webauthn_challenge_data jsonb,
	UNIQUE (user_id, phone)
);
CREATE UNIQUE INDEX mfa_factors_user_friendly_name_unique ON auth.mfa_factors (friendly_name, user_id)
	WHERE trim(friendly_name) <> '';

CREATE TABLE auth.mfa_amr_claims (
	id                    uuid PRIMARY KEY,
	session_id            uuid NOT NULL REFERENCES auth.sessions (id) ON DELETE CASCADE,
	created_at            timestamptz NOT NULL,
	updated_at            timestamptz NOT NULL,
	authentication_method text NOT NULL,
	UNIQUE (session_id, authentication_method)
);

ALTER TABLE auth.users ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.identities ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.refresh_tokens ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.mfa_factors ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth.mfa_amr_claims ENABLE ROW LEVEL SECURITY;
