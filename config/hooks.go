package config

// Hooks are questions to a server or a Postgres function of yours at certain
// steps.
type Hooks struct {
	SendSMS                     Hook `toml:"send_sms"`
	CustomAccessToken           Hook `toml:"custom_access_token"`
	BeforeUserCreated           Hook `toml:"before_user_created"`
	AfterUserCreated            Hook `toml:"after_user_created"`
	PasswordVerificationAttempt Hook `toml:"password_verification_attempt"`
	MFAVerificationAttempt      Hook `toml:"mfa_verification_attempt"`
}

// Hook is one of them.
type Hook struct {
	// Enabled asks it.
	Enabled bool `toml:"enabled" default:"false"`

	// URI is https://…, or pg-functions://<database>/<schema>/<function>. http is
	// only for this machine.
	URI string `toml:"uri"`

	// Secrets sign the question (Standard Webhooks): "v1,whsec_<base64>", several
	// separated by "|". The first one signs first.
	Secrets string `toml:"secrets" secret:"true"`
}
