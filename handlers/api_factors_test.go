package handlers_test

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"phonelogin/config"
)

// withFactors switches both types of second factors on.
func withFactors(c *config.Config) {
	c.Auth.MFA.Phone.EnrollEnabled, c.Auth.MFA.Phone.VerifyEnabled = true, true
}

// factor is what an app keeps of the answer to POST /factors.
type factor struct {
	ID   string `json:"id"`
	TOTP struct {
		QRCode string `json:"qr_code"`
		Secret string `json:"secret"`
		URI    string `json:"uri"`
	} `json:"totp"`
}

func (a *app) enroll(s session, body string) factor {
	a.t.Helper()
	var f factor
	a.json("POST", "/factors", body, s.bearer()...).ok().read(&f)
	return f
}

func (a *app) challengeFactor(s session, f factor) string {
	a.t.Helper()
	var c struct {
		ID string `json:"id"`
	}
	a.json("POST", "/factors/"+f.ID+"/challenge", `{}`, s.bearer()...).ok().read(&c)
	return c.ID
}

func (a *app) proveFactor(s session, f factor, challenge, code string) answer {
	a.t.Helper()
	return a.json("POST", "/factors/"+f.ID+"/verify",
		`{"challenge_id":"`+challenge+`","code":"`+code+`"}`, s.bearer()...)
}

// app6238 is an authenticator app: the code of a secret, written anew from the
// RFC so that the product is not compared with itself.
func (a *app) app6238(f factor) string {
	a.t.Helper()
	secret, err := base32.StdEncoding.DecodeString(f.TOTP.Secret)
	if err != nil {
		a.t.Fatal(err)
	}
	var counter [8]byte
	binary.BigEndian.PutUint64(counter[:], uint64(a.clock.Now().Unix()/30))
	mac := hmac.New(sha1.New, secret)
	mac.Write(counter[:])
	sum := mac.Sum(nil)
	at := sum[19] & 15
	n := int(sum[at]&127)<<24 | int(sum[at+1])<<16 | int(sum[at+2])<<8 | int(sum[at+3])
	return fmt.Sprintf("%06d", n%1000000)
}

// wrong6238 is a code that the app of a factor does not show.
func (a *app) wrong6238(f factor) string {
	a.t.Helper()
	code := a.app6238(f)
	return code[:5] + string('0'+(code[5]-'0'+5)%10)
}

// raised has a verified authenticator app and a session at aal2.
func (a *app) raised(phone string) (session, factor) {
	a.t.Helper()
	s := a.signIn(phone)
	f := a.enroll(s, `{"factor_type":"totp","friendly_name":"app"}`)
	var up session
	a.proveFactor(s, f, a.challengeFactor(s, f), a.app6238(f)).ok().read(&up)
	a.advance(30 * time.Second) // the next code
	return up, f
}

type claims struct {
	AAL string `json:"aal"`
	AMR []struct {
		Method    string `json:"method"`
		Timestamp int64  `json:"timestamp"`
	} `json:"amr"`
	SessionID string `json:"session_id"`
}

// says reads the level and the methods of a session's token.
func (a *app) says(s session) string {
	a.t.Helper()
	raw, err := a.keys.Verify(s.AccessToken)
	if err != nil {
		a.t.Fatal(err)
	}
	text, err := json.Marshal(raw)
	if err != nil {
		a.t.Fatal(err)
	}
	var c claims
	if err := json.Unmarshal(text, &c); err != nil {
		a.t.Fatal(err)
	}
	said := c.AAL
	for _, m := range c.AMR {
		said += " " + m.Method
	}
	return said
}

const phoneFactor = `{"factor_type":"phone","phone":"` + grace + `","friendly_name":"second"}`

// As exchanges D1 to D4, D6 and D7 of the wire contract.
func TestANumberIsASecondFactor(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		got := a.json("POST", "/factors", phoneFactor, s.bearer()...).ok()
		var f factor
		got.read(&f)
		got.is(200, `{"id":"`+f.ID+`","type":"phone","friendly_name":"second","phone":"`+grace+`"}`)

		got = a.json("POST", "/factors/"+f.ID+"/challenge", `{"channel":"sms"}`, s.bearer()...).ok()
		var c struct {
			ID        string `json:"id"`
			ExpiresAt int64  `json:"expires_at"`
		}
		got.read(&c)
		got.is(200, fmt.Sprintf(`{"id":"%s","type":"phone","expires_at":%d}`, c.ID, a.clock.Now().Unix()+300))
		if len(a.sent(grace)) != 1 {
			t.Fatalf("%d messages to the factor, want 1", len(a.sent(grace)))
		}
		a.proveFactor(s, f, c.ID, a.wrong()).
			is(422, `{"code":422,"error_code":"mfa_verification_failed","msg":"Invalid MFA Phone code entered"}`).
			has("X-Sb-Error-Code", "mfa_verification_failed")

		a.advance(time.Second)
		var up session
		got = a.proveFactor(s, f, c.ID, a.code()).ok().has("Sb-Auth-Refresh-Token-Counter", "2")
		got.read(&up)
		if said := a.says(up); said != "aal2 mfa/phone otp" {
			t.Errorf("the token says %q", said)
		}
		if !strings.Contains(got.body, `"factors":[{"id":"`+f.ID+`"`) {
			t.Errorf("the user has no factor: %s", got.body)
		}
		var u struct {
			Factors []map[string]any `json:"factors"`
		}
		a.json("GET", "/user", "", up.bearer()...).ok().read(&u)
		if len(u.Factors) != 1 || u.Factors[0]["status"] != "verified" || u.Factors[0]["phone"] != grace[1:] ||
			u.Factors[0]["last_challenged_at"] == nil {
			t.Errorf("factors: %v", u.Factors)
		}
		a.json("DELETE", "/factors/"+f.ID, "", up.bearer()...).is(200, `{"id":"`+f.ID+`"}`)
		if n := a.rows("mfa_factors"); n != 0 {
			t.Errorf("%d factors are left", n)
		}
	}, withFactors)
}

// As exchanges H16 to H19, and better than D5: a user without an e-mail address
// can have an app.
func TestAnAuthenticatorAppIsASecondFactor(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		got := a.json("POST", "/factors", `{"factor_type":"totp","friendly_name":"app","issuer":"example"}`, s.bearer()...).ok()
		got.hasShape(`id uuid type string friendly_name string totp.qr_code string totp.secret string totp.uri string`)
		var f factor
		got.read(&f)
		want := "otpauth://totp/example:%2B49%201511%202345678?algorithm=SHA1&digits=6&issuer=example&period=30&secret=" + f.TOTP.Secret
		if f.TOTP.URI != want || len(f.TOTP.Secret) != 32 {
			t.Errorf("got %s\nwant %s", f.TOTP.URI, want)
		}
		if _, err := url.Parse(f.TOTP.URI); err != nil {
			t.Error(err)
		}
		if err := xml.Unmarshal([]byte(f.TOTP.QRCode), new(struct{})); err != nil || !strings.HasPrefix(f.TOTP.QRCode, "<svg") ||
			strings.ContainsAny(f.TOTP.QRCode, `#%"`) {
			t.Errorf("not an SVG for a data URL: %v", err)
		}
		c := a.challengeFactor(s, f)
		a.proveFactor(s, f, c, "000000").
			is(422, `{"code":422,"error_code":"mfa_verification_failed","msg":"Invalid TOTP code entered"}`)
		var up session
		a.proveFactor(s, f, c, a.app6238(f)).ok().read(&up)
		if said := a.says(up); said != "aal2 totp otp" {
			t.Errorf("the token says %q", said)
		}
		a.proveFactor(up, f, c, a.app6238(f)).
			is(422, `{"code":422,"error_code":"mfa_ip_address_mismatch","msg":"Challenge and verify IP addresses mismatch."}`)
		a.proveFactor(up, f, a.challengeFactor(up, f), a.app6238(f)).
			is(422, `{"code":422,"error_code":"mfa_verification_failed","msg":"Invalid TOTP code entered"}`)
	})
}

func TestFactorsRefuseInTheWordsOfTheContract(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		a.enroll(s, `{"factor_type":"totp","friendly_name":"app"}`)
		for _, test := range []struct {
			name, method, path, body string
			status                   int
			code, message            string
		}{
			{"no type", "POST", "/factors", `{}`, 400, "validation_failed", "factor_type needs to be totp, phone, or webauthn"},
			{"webauthn", "POST", "/factors", `{"factor_type":"webauthn"}`, 422, "mfa_webauthn_enroll_not_enabled", "MFA enroll is disabled for WebAuthn"},
			{"no number", "POST", "/factors", `{"factor_type":"phone"}`, 400, "validation_failed", "Phone number required to enroll Phone factor"},
			{"bad number", "POST", "/factors", `{"factor_type":"phone","phone":"0701"}`, 400, "validation_failed", "Invalid phone number format (E.164 required)"},
			{"same name", "POST", "/factors", `{"factor_type":"totp","friendly_name":"app"}`, 422, "mfa_factor_name_conflict", `A factor with the friendly name \"app\" for this user already exists`},
			{"long name", "POST", "/factors", `{"factor_type":"totp","friendly_name":"` + strings.Repeat("n", 129) + `"}`, 400, "validation_failed", "friendly_name is too long (max 128 bytes)"},
			{"no id", "POST", "/factors/me/challenge", `{}`, 404, "validation_failed", "factor_id must be an UUID"},
			{"unknown", "POST", "/factors/6f321825-a0fe-4c21-a946-edf1b6eb7146/challenge", `{}`, 404, "mfa_factor_not_found", "Factor not found"},
			{"unknown", "DELETE", "/factors/6f321825-a0fe-4c21-a946-edf1b6eb7146", ``, 404, "mfa_factor_not_found", "Factor not found"},
			{"no code", "POST", "/factors/6f321825-a0fe-4c21-a946-edf1b6eb7146/verify", `{}`, 400, "validation_failed", "Code needs to be non-empty"},
		} {
			want := fmt.Sprintf(`{"code":%d,"error_code":"%s","msg":"%s"}`, test.status, test.code, test.message)
			a.json(test.method, test.path, test.body, s.bearer()...).is(test.status, want)
		}
		// The longest that is taken still fits into a QR code.
		a.enroll(s, `{"factor_type":"totp","friendly_name":"long","issuer":"`+strings.Repeat("&", 128)+`"}`)
		a.json("POST", "/factors", `{}`).
			is(401, `{"code":401,"error_code":"no_authorization","msg":"This endpoint requires a valid Bearer token"}`)
	}, withFactors)
}

func TestFactorsThatAreSwitchedOffSaySo(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		a.json("POST", "/factors", phoneFactor, s.bearer()...).
			is(422, `{"code":422,"error_code":"mfa_phone_enroll_not_enabled","msg":"MFA enroll is disabled for Phone"}`)
		a.json("POST", "/factors", `{"factor_type":"totp"}`, s.bearer()...).
			is(422, `{"code":422,"error_code":"mfa_totp_enroll_not_enabled","msg":"MFA enroll is disabled for TOTP"}`)
	}, func(c *config.Config) { c.Auth.MFA.TOTP.EnrollEnabled = false })
	each(t, func(a *app) {
		s := a.signIn(ada)
		for kind, body := range map[string]string{"phone": phoneFactor, "totp": `{"factor_type":"totp"}`} {
			f := a.enroll(s, body)
			want := fmt.Sprintf(`{"code":422,"error_code":"mfa_%s_verify_not_enabled","msg":"MFA verification is disabled for %s"}`,
				kind, map[string]string{"phone": "Phone", "totp": "TOTP"}[kind])
			a.json("POST", "/factors/"+f.ID+"/challenge", `{}`, s.bearer()...).is(422, want)
			a.proveFactor(s, f, f.ID, "123456").is(422, want)
		}
	}, func(c *config.Config) { c.Auth.MFA.Phone.EnrollEnabled, c.Auth.MFA.TOTP.VerifyEnabled = true, false })
}
