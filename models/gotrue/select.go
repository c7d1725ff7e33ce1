package gotrue

import "fmt"

// Statements that return the other server's columns under the names of our columns.

func (s *Source) selectUsers() string {
	u := func(column, instead string) string { return s.column("users", "u."+column, instead) }
	sessions := "0"
	if s.has("sessions", "user_id") {
		sessions = `(SELECT count(*) FROM auth.sessions s WHERE s.user_id = u.id)`
	}
	return fmt.Sprintf(`
		SELECT u.id, coalesce(u.aud, '') AS aud, coalesce(u.role, '') AS role,
			u.email, %s AS email_confirmed_at, u.encrypted_password,
			u.phone, u.phone_confirmed_at, u.confirmation_sent_at,
			%s AS phone_change, %s AS phone_change_sent_at, %s AS reauthentication_sent_at,
			u.last_sign_in_at, u.raw_app_meta_data, u.raw_user_meta_data,
			%s AS is_anonymous, %s AS is_sso_user, %s AS banned_until, %s AS deleted_at,
			coalesce(u.created_at, u.updated_at, now()) AS created_at,
			coalesce(u.updated_at, u.created_at, now()) AS updated_at, %s AS sessions
		FROM auth.users u WHERE u.id > ? ORDER BY u.id LIMIT ?`,
		u("email_confirmed_at", u("confirmed_at", "NULL::timestamptz")),
		u("phone_change", "''"), u("phone_change_sent_at", "NULL::timestamptz"),
		u("reauthentication_sent_at", "NULL::timestamptz"),
		u("is_anonymous", "false"), u("is_sso_user", "false"),
		finite(u("banned_until", "NULL::timestamptz")), u("deleted_at", "NULL::timestamptz"), sessions)
}

func (s *Source) selectIdentities() string {
	id, provider := "i.id", "i.provider_id"
	if !s.has("identities", "provider_id") {
		id, provider = "NULL::uuid", "i.id" // the name that the provider has for the user was the key
	}
	return fmt.Sprintf(`
		SELECT %s AS id, i.user_id, %s AS provider_id, i.provider, i.identity_data,
			lower(coalesce(i.identity_data ->> 'email', '')) AS email, i.last_sign_in_at, i.created_at, i.updated_at
		FROM auth.identities i WHERE i.user_id = ANY(?::uuid[]) ORDER BY i.created_at, i.provider`, id, provider)
}

func (s *Source) selectFactors() string {
	f := func(column string) string {
		return s.column("mfa_factors", "f."+column, "NULL") + " AS " + column
	}
	return fmt.Sprintf(`
		SELECT f.id, f.user_id, coalesce(f.friendly_name, '') AS friendly_name, f.factor_type::text, f.status::text,
			f.secret, %s, %s, f.created_at, f.updated_at
		FROM auth.mfa_factors f WHERE f.user_id = ANY(?::uuid[]) ORDER BY f.created_at, f.id`,
		f("phone"), f("last_challenged_at"))
}

// selectSessions includes the authentication methods of a session as its amr,
// newest first. That server stores refreshed_at in UTC, without a zone.
func (s *Source) selectSessions() string {
	column := func(column, instead string) string {
		return s.column("sessions", "s."+column, instead) + " AS " + column
	}
	methods, ip, refreshed, notAfter := "'[]'", "''", "NULL::timestamptz", "NULL::timestamptz"
	if s.has("mfa_amr_claims", "session_id") {
		methods = `(SELECT jsonb_agg(jsonb_build_object('method', a.authentication_method,
				'timestamp', floor(extract(epoch FROM a.updated_at))) ORDER BY a.updated_at DESC)
			FROM auth.mfa_amr_claims a WHERE a.session_id = s.id)`
	}
	if s.has("sessions", "ip") {
		ip = "coalesce(host(s.ip), '')"
	}
	if s.has("sessions", "refreshed_at") {
		refreshed = "s.refreshed_at AT TIME ZONE 'UTC'"
	}
	if s.has("sessions", "not_after") {
		notAfter = finite("s.not_after")
	}
	return fmt.Sprintf(`
		SELECT s.id, s.user_id, %s AS amr, %s AS ip, %s AS refreshed_at, %s AS not_after, %s, %s, %s,
			%s AS refresh_key, coalesce(%s, 0) AS token_counter, %s IS NOT NULL AS oauth,
			coalesce(%s::text, 'aal1') AS aal, coalesce(s.created_at, now()) AS created_at
		FROM auth.sessions s WHERE s.user_id = ANY(?::uuid[]) ORDER BY s.id`,
		methods, ip, refreshed, notAfter,
		"coalesce("+s.column("sessions", "s.user_agent", "''")+", '') AS user_agent", column("factor_id", "NULL"), column("tag", "NULL"),
		s.column("sessions", "s.refresh_token_hmac_key", "NULL"), s.column("sessions", "s.refresh_token_counter", "0"),
		s.column("sessions", "s.oauth_client_id", "NULL"), s.column("sessions", "s.aal", "NULL"))
}

// selectTokens skips tokens replaced long ago: a session has one for each hour.
func (s *Source) selectTokens() string {
	if !s.has("refresh_tokens", "session_id") {
		return `SELECT WHERE ?::text IS NULL` // older than sessions
	}
	return `
		SELECT t.session_id, t.token, coalesce(t.parent, '') AS parent, coalesce(t.revoked, false) AS revoked,
			coalesce(t.created_at, now()) AS created_at, coalesce(t.updated_at, now()) AS updated_at
		FROM auth.refresh_tokens t
		WHERE t.session_id = ANY(?::uuid[]) AND (NOT coalesce(t.revoked, false) OR EXISTS (
			SELECT 1 FROM auth.refresh_tokens c WHERE c.session_id = t.session_id AND c.parent = t.token
				AND NOT coalesce(c.revoked, false)))
		ORDER BY t.id`
}

// finite replaces the time 'infinity', as in a ban set by hand, which Go cannot
// read.
func finite(column string) string {
	return "CASE WHEN " + column + " = 'infinity' THEN '9999-12-31Z' ELSE " + column + " END"
}
