package config

// Hooks are questions to your server or Postgres function at certain steps.
type Hooks struct {
	SendSMS                     Hook `toml:"send_sms"`
	CustomAccessToken           Hook `toml:"custom_access_token"`
	BeforeUserCreated           Hook `toml:"before_user_created"`
	AfterUserCreated            Hook `toml:"after_user_created"`
	PasswordVerificationAttempt Hook `toml:"password_verification_attempt"`
	MFAVerificationAttempt      Hook `toml:"mfa_verification_attempt"`
}

// Hook is one hook.
type Hook struct {
	// Enabled turns the hook on.
	Enabled bool `toml:"enabled" default:"false"`

	// URI is https://…, or pg-functions://<database>/<schema>/<function>. http is
	// allowed for this machine only.
	URI string `toml:"uri"`

	// Secrets sign the questions (Standard Webhooks): "v1,whsec_<base64>", several
	// separated by "|". The first one signs first.
	Secrets string `toml:"secrets" secret:"true"`
}
