package models

// postgresStatement is the whole sign-in as one statement: one round trip and one
// commit. The CASTs are needed because Postgres does not infer the types of
// selected values from the target columns.
func (s SignIn) postgresStatement() string {
	return `
		WITH spent AS (
			UPDATE auth.challenges SET spent_at = @now, entered_hash = @entered, session_id = @session
			WHERE id = @challenge AND spent_at IS NULL
			RETURNING id
		), person AS (` + s.userOnPostgres() + `
		), opened AS (
			INSERT INTO auth.sessions (id, user_id, app, aal, amr,
				user_agent, ip, country, tag, token_counter, created_at)
			SELECT CAST(@session AS uuid), person.id, CAST(@app AS text), CAST(@aal AS text), CAST(@amr AS jsonb),
				CAST(@user_agent AS text), CAST(@ip AS text), CAST(@country AS text), CAST(@tag AS text), 0, CAST(@opened AS timestamptz)
			FROM person
		)` + s.tokenOnPostgres() + `
		SELECT * FROM person`
}

func (s SignIn) userOnPostgres() string {
	if !s.Challenge.CreateUser {
		return `
			UPDATE auth.users SET ` + signedInColumns + `
			FROM spent
			WHERE phone = @phone AND NOT is_claim AND ` + notBannedNow + `
			RETURNING users.*`
	}
	return `
			INSERT INTO auth.users (id, aud, role, phone,
				raw_app_meta_data, raw_user_meta_data,
				identity_id, identity_data, is_anonymous,
				phone_confirmed_at, confirmation_sent_at, last_sign_in_at,
				identity_created_at, identity_updated_at, created_at, updated_at)
			SELECT CAST(@user AS uuid), CAST(@aud AS text), CAST(@role AS text), CAST(@phone AS text),
				CAST(@app_metadata AS jsonb), CAST(@user_metadata AS jsonb),
				CAST(@identity AS uuid), CAST(@identity_data AS jsonb), false,
				CAST(@now AS timestamptz), CAST(@sent AS timestamptz), CAST(@now AS timestamptz),
				CAST(@now AS timestamptz), CAST(@now AS timestamptz), CAST(@now AS timestamptz), CAST(@now AS timestamptz)
			FROM spent` + onExistingUser + `
			RETURNING *`
}

// tokenOnPostgres stores the first 12-character refresh token of a session that has
// one.
func (s SignIn) tokenOnPostgres() string {
	if s.Session.FirstToken == "" {
		return ""
	}
	return `, kept AS (
			INSERT INTO auth.refresh_tokens (hash, session_id, created_at, updated_at)
			SELECT CAST(@token AS text), CAST(@session AS uuid), CAST(@opened AS timestamptz), CAST(@opened AS timestamptz)
			FROM person
		)`
}

// userOnSQLite finds or creates the user.
func (s SignIn) userOnSQLite() string {
	if !s.Challenge.CreateUser {
		return `
			UPDATE users SET ` + signedInColumns + `
			WHERE phone = @phone AND NOT is_claim AND ` + notBannedNow + `
			RETURNING *`
	}
	return `
			INSERT INTO users (id, aud, role, phone,
				raw_app_meta_data, raw_user_meta_data,
				identity_id, identity_data, is_anonymous,
				phone_confirmed_at, confirmation_sent_at, last_sign_in_at,
				identity_created_at, identity_updated_at, created_at, updated_at)
			VALUES (@user, @aud, @role, @phone,
				@app_metadata, @user_metadata,
				@identity, @identity_data, false,
				@now, @sent, @now,
				@now, @now, @now, @now)` + onExistingUser + `
			RETURNING *`
}

const (
	signedInColumns = `phone_confirmed_at = @now, confirmation_sent_at = @sent, last_sign_in_at = @now, updated_at = @now`

	// notBannedNow is notBanned with a named time.
	notBannedNow = `(users.banned_until IS NULL OR users.banned_until <= @now)`

	// onExistingUser updates the row of a known number. An unproved sign-up starts
	// anew: unless the code belongs to that sign-up, everything but its id is
	// replaced (S20).
	onExistingUser = `
			ON CONFLICT (phone) DO UPDATE SET ` + signedInColumns + `, is_claim = false,
				created_at = CASE WHEN users.is_claim THEN excluded.created_at ELSE users.created_at END,
				encrypted_password = CASE WHEN users.is_claim AND NOT @sign_up THEN NULL ELSE users.encrypted_password END,
				raw_user_meta_data = CASE WHEN users.is_claim AND NOT @sign_up THEN excluded.raw_user_meta_data ELSE users.raw_user_meta_data END,
				identity_data = CASE WHEN users.is_claim AND NOT @sign_up THEN excluded.identity_data ELSE users.identity_data END
			WHERE ` + notBannedNow
)
