package config_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"phonelogin/auth/keyring"
	"phonelogin/config"
)

func TestCheckNamesEverythingThatProductionLacks(t *testing.T) {
	cfg, err := config.Load("", []string{"PHONELOGIN_MODE=production"})
	if err != nil {
		t.Fatal(err)
	}
	var got config.Problems
	if !errors.As(cfg.Check(config.Readers{SigningKeys: keyring.Check}), &got) {
		t.Fatal("Check gave no Problems")
	}
	want := config.Problems{
		"auth.sms.twilio.enabled: production needs a real sender: set it, that of another provider, or auth.hook.send_sms.enabled, to true",
		"server.public_url: must be set, to the https origin under which browsers reach the pages",
		"secrets.master_key: must be 32 bytes in base64, as made by: openssl rand -base64 32",
		"secrets.cookie_keys: needs at least one key of 32 bytes in base64",
		"secrets.signing_key: must be a private JWK for ES256",
		"auth.publishable_key: must be sb_publishable_ and at least 20 letters or digits",
		"auth.secret_key: must be sb_secret_ and at least 20 letters or digits",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Check (-want +got):\n%s", diff)
	}
}
