-- :n users with a phone, one session each. Every second session has refresh
-- tokens of version 2, the others four of 12 characters, of which one can be
-- used and one is its parent. Every tenth user has an authenticator app. All
-- passwords are "correct horse".
INSERT INTO auth.users (instance_id, id, aud, role, encrypted_password, phone, phone_confirmed_at,
	confirmation_sent_at, last_sign_in_at, raw_app_meta_data, raw_user_meta_data, created_at, updated_at)
SELECT '00000000-0000-0000-0000-000000000000', md5('user' || i)::uuid, 'authenticated', 'authenticated',
	'$2a$10$YI/2yoVXQe5aOWXngKAHmuactrMp2EmLlfCzZdxWD4o.qvN7WirSO',
	'4670' || lpad(i::text, 7, '0'), now() - i % 1000 * interval '1 hour', now() - i % 1000 * interval '1 hour',
	now() - i % 1000 * interval '1 hour', '{"provider": "phone", "providers": ["phone"]}',
	jsonb_build_object('sub', md5('user' || i)::uuid, 'email_verified', false, 'phone_verified', false, 'name', 'User ' || i),
	now() - interval '60 days', now() - interval '1 day'
FROM generate_series(1, :n) i;

INSERT INTO auth.identities (provider_id, user_id, identity_data, provider, last_sign_in_at, created_at, updated_at)
SELECT id, id, raw_user_meta_data, 'phone', created_at, created_at, updated_at FROM auth.users;

INSERT INTO auth.sessions (id, user_id, created_at, updated_at, aal, refreshed_at, user_agent, ip,
	refresh_token_hmac_key, refresh_token_counter)
SELECT md5('session' || i)::uuid, md5('user' || i)::uuid, now() - interval '30 days', now(), 'aal1',
	(now() - interval '1 hour') AT TIME ZONE 'UTC', 'Mozilla/5.0', '203.0.113.7',
	CASE WHEN i % 2 = 1 THEN translate(rtrim(encode(sha256(('key' || i)::bytea), 'base64'), '='), '+/', '-_') END,
	CASE WHEN i % 2 = 1 THEN i % 700 END
FROM generate_series(1, :n) i;

INSERT INTO auth.mfa_amr_claims (id, session_id, created_at, updated_at, authentication_method)
SELECT gen_random_uuid(), id, created_at, created_at, 'otp' FROM auth.sessions;

INSERT INTO auth.refresh_tokens (instance_id, token, user_id, revoked, created_at, updated_at, parent, session_id)
SELECT '00000000-0000-0000-0000-000000000000', substr(translate(md5(i || ' ' || k), '0189', 'ghij'), 1, 12),
	md5('user' || i)::uuid, k < 4, now() - (4 - k) * interval '1 hour', now() - (4 - k) * interval '1 hour',
	CASE WHEN k > 1 THEN substr(translate(md5(i || ' ' || (k - 1)), '0189', 'ghij'), 1, 12) END, md5('session' || i)::uuid
FROM generate_series(2, :n, 2) i, generate_series(1, 4) k;

INSERT INTO auth.mfa_factors (id, user_id, friendly_name, factor_type, status, created_at, updated_at, secret)
SELECT md5('factor' || i)::uuid, md5('user' || i)::uuid, 'App', 'totp', 'verified', now(), now(),
	'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
FROM generate_series(10, :n, 10) i;

ANALYZE;
