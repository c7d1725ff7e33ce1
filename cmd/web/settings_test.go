package main

import (
	"strings"
	"testing"
)

// Problems with keys and numbers, which other rooms parse, are reported together
// with the others.
func TestKeysAndNumbersAreJudgedWithTheOtherSettings(t *testing.T) {
	code, _, errOut := call(t, []string{
		"PHONELOGIN_AUTH_SMS_OTP_LENGTH=5", "PHONELOGIN_AUTH_SMS_TEST_OTP=+1-415=12345", "PHONELOGIN_SECRETS_SIGNING_KEY=hello",
		"PHONELOGIN_LOG_LEVEL=loud",
	}, "check")
	want := `auth.sms.otp_length: 5 is not between 6 and 10
auth.sms.test_otp: the number …15 is not E.164: 2 to 15 digits that begin with a country's code
secrets.signing_key: is not a JWK`
	if code != 2 || !strings.Contains(errOut, want) || !strings.Contains(errOut, `log.level: "loud"`) {
		t.Errorf("got exit code %d and\n%s\nwant 2 and\n%s", code, errOut, want)
	}
}
