package othernames

import "strings"

// gotruePrefix is the prefix of the variables of GoTrue, the server behind Supabase
// Auth.
const gotruePrefix = "GOTRUE_"

// A Name is a variable of GoTrue with a meaning here (wire contract, section 13). A
// variable that sets two keys has two Names.
type Name struct {
	Variable string
	Key      string // the key it sets

	as conversion
}

// GoTrue lists the variables in the order of the documentation.
func GoTrue() []Name {
	names := []Name{
		{"GOTRUE_API_HOST", "server.listen", asIs}, // read with the port, see listen
		{"GOTRUE_API_PORT", "server.listen", asIs},
		{"API_EXTERNAL_URL", "mode", externalMode},
		{"API_EXTERNAL_URL", "server.public_url", externalOrigin},
		{"GOTRUE_API_MAX_REQUEST_DURATION", "server.request_timeout", asIs},
		{"GOTRUE_CORS_ALLOWED_HEADERS", "server.cors_allowed_headers", asIs},
		{"GOTRUE_SECURITY_SB_FORWARDED_FOR_ENABLED", "server.client_ip_header", sbForwardedFor},
		{"GOTRUE_RATE_LIMIT_HEADER", "server.client_ip_header", asIs},
		{"GOTRUE_DB_DATABASE_URL", "database.url", asIs},
		{"GOTRUE_DB_MAX_POOL_SIZE", "database.max_connections", unlessZero},
		{"GOTRUE_LOG_LEVEL", "log.level", logLevel},

		{"GOTRUE_SITE_URL", "auth.site_url", asIs},
		{"GOTRUE_URI_ALLOW_LIST", "auth.additional_redirect_urls", asIs},
		{"GOTRUE_DISABLE_SIGNUP", "auth.enable_signup", inverted},
		{"GOTRUE_EXTERNAL_ANONYMOUS_USERS_ENABLED", "auth.enable_anonymous_sign_ins", asIs},
		{"GOTRUE_SECURITY_MANUAL_LINKING_ENABLED", "auth.enable_manual_linking", asIs},
		{"GOTRUE_AUDIT_LOG_DISABLE_POSTGRES", "auth.audit_log", inverted},
		{"GOTRUE_PASSWORD_MIN_LENGTH", "auth.minimum_password_length", atLeastSix},
		{"GOTRUE_PASSWORD_REQUIRED_CHARACTERS", "auth.password_requirements", asIs},
		{"GOTRUE_SECURITY_UPDATE_PASSWORD_REQUIRE_REAUTHENTICATION", "auth.password_change_needs_reauthentication", asIs},
		{"GOTRUE_SECURITY_UPDATE_PASSWORD_REQUIRE_CURRENT_PASSWORD", "auth.password_change_needs_current_password", asIs},

		{"GOTRUE_JWT_SECRET", "auth.jwt_secret", asIs},
		{"GOTRUE_JWT_SECRET", "auth.jwt_algorithm", sharedSecret}, // jwt_keys bring their own
		{"GOTRUE_JWT_KEYS", "auth.jwt_keys", asIs},
		{"GOTRUE_JWT_KEY_ID", "auth.jwt_key_id", asIs},
		{"GOTRUE_JWT_EXP", "auth.jwt_expiry", asIs},
		{"GOTRUE_JWT_AUD", "auth.jwt_aud", asIs},
		{"GOTRUE_JWT_ISSUER", "auth.jwt_issuer", asIs},
		{"GOTRUE_JWT_DEFAULT_GROUP_NAME", "auth.jwt_default_role", asIs},
		{"GOTRUE_JWT_ADMIN_ROLES", "auth.jwt_admin_roles", asIs},
		{"GOTRUE_SECURITY_REFRESH_TOKEN_ROTATION_ENABLED", "auth.enable_refresh_token_rotation", asIs},
		{"GOTRUE_SECURITY_REFRESH_TOKEN_REUSE_INTERVAL", "auth.refresh_token_reuse_interval", asIs},
		{"GOTRUE_SECURITY_REFRESH_TOKEN_ALLOW_REUSE", "auth.refresh_token_allow_reuse", asIs},
		{"GOTRUE_SECURITY_REFRESH_TOKEN_ALGORITHM_VERSION", "auth.refresh_token_version", tokenVersion},

		{"GOTRUE_EXTERNAL_PHONE_ENABLED", "auth.sms.enable_signup", asIs},
		{"GOTRUE_SMS_AUTOCONFIRM", "auth.sms.enable_confirmations", inverted},
		{"GOTRUE_SMS_TEMPLATE", "auth.sms.template", asIs},
		{"GOTRUE_SMS_MAX_FREQUENCY", "auth.sms.max_frequency", unlessZero},
		{"GOTRUE_SMS_OTP_LENGTH", "auth.sms.otp_length", unlessZero},
		{"GOTRUE_SMS_OTP_EXP", "auth.rate_limits.otp.validity", atMostTenMinutes},
		{"GOTRUE_SMS_TEST_OTP", "auth.sms.test_otp", colonPairs},
		{"GOTRUE_SMS_TEST_OTP_VALID_UNTIL", "auth.sms.test_otp_valid_until", asIs},
		{"GOTRUE_SMS_PROVIDER", "auth.sms.twilio.enabled", senderIs("twilio")},
		{"GOTRUE_SMS_PROVIDER", "auth.sms.twilio_verify.enabled", senderIs("twilio_verify")},
		{"GOTRUE_SMS_PROVIDER", "auth.sms.messagebird.enabled", senderIs("messagebird")},
		{"GOTRUE_SMS_PROVIDER", "auth.sms.vonage.enabled", senderIs("vonage")},
		{"GOTRUE_SMS_PROVIDER", "auth.sms.textlocal.enabled", senderIs("textlocal")},
		{"GOTRUE_SMS_TWILIO_ACCOUNT_SID", "auth.sms.twilio.account_sid", asIs},
		{"GOTRUE_SMS_TWILIO_AUTH_TOKEN", "auth.sms.twilio.auth_token", asIs},
		{"GOTRUE_SMS_TWILIO_MESSAGE_SERVICE_SID", "auth.sms.twilio.message_service_sid", asIs},
		{"GOTRUE_SMS_TWILIO_CONTENT_SID", "auth.sms.twilio.content_sid", asIs},
		{"GOTRUE_SMS_TWILIO_VERIFY_ACCOUNT_SID", "auth.sms.twilio_verify.account_sid", asIs},
		{"GOTRUE_SMS_TWILIO_VERIFY_AUTH_TOKEN", "auth.sms.twilio_verify.auth_token", asIs},
		{"GOTRUE_SMS_TWILIO_VERIFY_MESSAGE_SERVICE_SID", "auth.sms.twilio_verify.message_service_sid", asIs},
		{"GOTRUE_SMS_MESSAGEBIRD_ACCESS_KEY", "auth.sms.messagebird.access_key", asIs},
		{"GOTRUE_SMS_MESSAGEBIRD_ORIGINATOR", "auth.sms.messagebird.originator", asIs},
		{"GOTRUE_SMS_VONAGE_API_KEY", "auth.sms.vonage.api_key", asIs},
		{"GOTRUE_SMS_VONAGE_API_SECRET", "auth.sms.vonage.api_secret", asIs},
		{"GOTRUE_SMS_VONAGE_FROM", "auth.sms.vonage.from", asIs},
		{"GOTRUE_SMS_TEXTLOCAL_API_KEY", "auth.sms.textlocal.api_key", asIs},
		{"GOTRUE_SMS_TEXTLOCAL_SENDER", "auth.sms.textlocal.sender", asIs},

		{"GOTRUE_RATE_LIMIT_OTP", "auth.rate_limit.sign_in_sign_ups", wholeNumber},
		{"GOTRUE_RATE_LIMIT_VERIFY", "auth.rate_limit.token_verifications", wholeNumber},
		{"GOTRUE_RATE_LIMIT_TOKEN_REFRESH", "auth.rate_limit.token_refresh", wholeNumber},
		{"GOTRUE_RATE_LIMIT_ANONYMOUS_USERS", "auth.rate_limit.anonymous_users", wholeNumber},
		{"GOTRUE_RATE_LIMIT_SMS_SENT", "auth.rate_limit.sms_sent", beforeSlash},
		{"GOTRUE_RATE_LIMIT_SMS_SENT", "auth.rate_limit.sms_sent_period", afterSlash},
		{"GOTRUE_MFA_RATE_LIMIT_CHALLENGE_AND_VERIFY", "auth.rate_limit.mfa", wholeNumber},

		{"GOTRUE_SESSIONS_TIMEBOX", "auth.sessions.timebox", asIs},
		{"GOTRUE_SESSIONS_INACTIVITY_TIMEOUT", "auth.sessions.inactivity_timeout", asIs},
		{"GOTRUE_SESSIONS_ALLOW_LOW_AAL", "auth.sessions.allow_low_aal", asIs},
		{"GOTRUE_SESSIONS_SINGLE_PER_USER", "auth.sessions.single_per_user", asIs},
		{"GOTRUE_SESSIONS_TAGS", "auth.sessions.tags", asIs},

		{"GOTRUE_MFA_MAX_ENROLLED_FACTORS", "auth.mfa.max_enrolled_factors", wholeNumber},
		{"GOTRUE_MFA_CHALLENGE_EXPIRY_DURATION", "auth.mfa.challenge_expiry", wholeNumber},
		{"GOTRUE_MFA_TOTP_ENROLL_ENABLED", "auth.mfa.totp.enroll_enabled", asIs},
		{"GOTRUE_MFA_TOTP_VERIFY_ENABLED", "auth.mfa.totp.verify_enabled", asIs},
		{"GOTRUE_MFA_PHONE_ENROLL_ENABLED", "auth.mfa.phone.enroll_enabled", asIs},
		{"GOTRUE_MFA_PHONE_VERIFY_ENABLED", "auth.mfa.phone.verify_enabled", asIs},
		{"GOTRUE_MFA_PHONE_OTP_LENGTH", "auth.mfa.phone.otp_length", unlessZero},
		{"GOTRUE_MFA_PHONE_TEMPLATE", "auth.mfa.phone.template", asIs},
		{"GOTRUE_MFA_PHONE_MAX_FREQUENCY", "auth.mfa.phone.max_frequency", unlessZero},

		{"GOTRUE_SECURITY_CAPTCHA_ENABLED", "auth.captcha.enabled", asIs},
		{"GOTRUE_SECURITY_CAPTCHA_PROVIDER", "auth.captcha.provider", asIs},
		{"GOTRUE_SECURITY_CAPTCHA_SECRET", "auth.captcha.secret", asIs},
		{"GOTRUE_SECURITY_CAPTCHA_TIMEOUT", "auth.captcha.timeout", asIs},
	}
	for _, hook := range []string{
		"send_sms", "custom_access_token", "before_user_created", "after_user_created",
		"password_verification_attempt", "mfa_verification_attempt",
	} {
		for _, key := range []string{"enabled", "uri", "secrets"} {
			names = append(names, Name{
				gotruePrefix + "HOOK_" + strings.ToUpper(hook+"_"+key), "auth.hook." + hook + "." + key, asIs,
			})
		}
	}
	return names
}

// gotrueElsewhere are the prefixes of GoTrue's variables for features that do not
// exist here: e-mail, other ways to sign in, and GoTrue's own operation.
var gotrueElsewhere = []string{
	"GOTRUE_SMTP_", "GOTRUE_MAILER_", "GOTRUE_EXTERNAL_", "GOTRUE_SAML_", "GOTRUE_SSO_", "GOTRUE_WEB3_", "GOTRUE_PASSKEY_",
	"GOTRUE_WEBAUTHN_", "GOTRUE_MFA_WEB_AUTHN_", "GOTRUE_OAUTH_SERVER_", "GOTRUE_CUSTOM_OAUTH_", "GOTRUE_COOKIE_",
	"GOTRUE_HOOK_SEND_EMAIL_", "GOTRUE_WEBHOOK_", "GOTRUE_RATE_LIMIT_EMAIL_SENT", "GOTRUE_RATE_LIMIT_SSO",
	"GOTRUE_RATE_LIMIT_WEB3", "GOTRUE_RATE_LIMIT_OAUTH_DYNAMIC_CLIENT_REGISTER", "GOTRUE_RATE_LIMIT_PASSKEY",
	"GOTRUE_JWT_VALID_METHODS", "GOTRUE_PASSWORD_HIBP_", "GOTRUE_SECURITY_DB_ENCRYPTION_",
	"GOTRUE_SECURITY_REFRESH_TOKEN_UPGRADE_PERCENTAGE", "GOTRUE_DB_", "GOTRUE_API_", "GOTRUE_LOG_", "GOTRUE_METRICS_",
	"GOTRUE_TRACING_", "GOTRUE_PROFILER_", "GOTRUE_RELOADING_", "GOTRUE_OPERATOR_TOKEN", "GOTRUE_AUDIT_LOG_",
	"GOTRUE_SITE_NAME", "GOTRUE_INTERNAL_HTTP_TIMEOUT", "GOTRUE_MULTI_INSTANCE_MODE", "GOTRUE_EXPERIMENTAL_",
}
