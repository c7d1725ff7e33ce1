package config

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLoadNamesWhatIsWrongAndWhere(t *testing.T) {
	tests := []struct {
		name, file string
		env        []string
		want       []string
	}{
		{
			name: "unknown keys get the nearest one",
			file: "mod = \"x\"\n[auth.sms]\nmax_frequncy = 5\n[auth]\notp_length = 6\nxyzzy = 1",
			want: []string{
				"phonelogin.toml:5: unknown key auth.otp_length; did you mean auth.sms.otp_length?",
				"phonelogin.toml:3: unknown key auth.sms.max_frequncy; did you mean auth.sms.max_frequency?",
				"phonelogin.toml:6: unknown key auth.xyzzy",
				"phonelogin.toml:1: unknown key mod; did you mean mode?",
			},
		},
		{
			name: "unknown tables, empty ones too", file: "[auth.smss]\n[zebra]\na = 1",
			want: []string{
				"phonelogin.toml:1: unknown key auth.smss",
				"phonelogin.toml:3: unknown key zebra.a",
			},
		},
		{
			name: "unknown keys of an app", file: "[[apps]]\nid = \"a\"\n\n[[apps]]\nredirect_url = []\n",
			want: []string{"phonelogin.toml:5: unknown key apps.1.redirect_url; did you mean apps.1.redirect_urls?"},
		},
		{
			name: "tables inside an app", file: "[[apps]]\nid = \"a\"\n[apps.more]\nx = 1",
			want: []string{"phonelogin.toml:4: unknown key apps.0.more.x; did you mean apps.0.name?"},
		},
		{
			name: "names with dots of their own", file: "\"server.listen\" = \":1\"",
			want: []string{`phonelogin.toml:1: unknown key "server.listen"; did you mean server.listen?`},
		},
		{
			name: "unknown variables get the nearest one", env: []string{"PHONELOGIN_AUTH_SITEURL=x", "PHONELOGIN_APPS_0_ID=a", "OTHER=x"},
			want: []string{
				"PHONELOGIN_APPS_0_ID: apps can be set only in the file",
				"PHONELOGIN_AUTH_SITEURL: no key has this variable; did you mean PHONELOGIN_AUTH_SITE_URL?",
			},
		},
		{
			name: "wrong types, all at once",
			file: `mode = 3
auth.enable_signup = "yes"
auth.site_url = ["a"]
auth.additional_redirect_urls = "https://a.example"
[auth.sms]
max_frequency = "abc"
otp_length = "6"
test_otp_valid_until = 2030-01-31
[auth.rate_limits.otp]
validity = 1.5`,
			env: []string{"PHONELOGIN_AUTH_SMS_ENABLE_SIGNUP=maybe"},
			want: []string{
				"phonelogin.toml:1: mode: 3 is not a string: put it in quotes",
				"phonelogin.toml:3: auth.site_url: the value is not a string: put it in quotes",
				`phonelogin.toml:4: auth.additional_redirect_urls: "https://a.example" is not a list of strings`,
				`phonelogin.toml:2: auth.enable_signup: "yes" is not true or false`,
				`PHONELOGIN_AUTH_SMS_ENABLE_SIGNUP: auth.sms.enable_signup: "maybe" is not true or false`,
				`phonelogin.toml:6: auth.sms.max_frequency: "abc" is not a duration such as "60s"`,
				`phonelogin.toml:7: auth.sms.otp_length: "6" is not a whole number`,
				`phonelogin.toml:8: auth.sms.test_otp_valid_until: 2030-01-31 is not a time such as "2030-01-31T00:00:00Z"`,
				`phonelogin.toml:10: auth.rate_limits.otp.validity: 1.5 is not a duration such as "60s"`,
			},
		},
		{
			name: "secrets are not shown", file: "[auth]\njwt_secret = 12345\n[auth.sms.test_otp]\n4152127777 = 123456",
			want: []string{
				"phonelogin.toml:2: auth.jwt_secret: the value is not a string: put it in quotes",
				"phonelogin.toml:3: auth.sms.test_otp: the value has an entry whose value is not a string: put it in quotes",
			},
		},
		{
			name: "a variable that is not set",
			file: "[auth]\nadditional_redirect_urls = [\"env(NONE)\"]\nsms.otp_length = \"env(NOTHING)\"",
			want: []string{
				"phonelogin.toml:2: auth.additional_redirect_urls: the environment variable NONE is not set",
				"phonelogin.toml:3: auth.sms.otp_length: the environment variable NOTHING is not set",
			},
		},
		{
			name: "a table where a value is, and the other way round", file: "log = 3\n[mode]\na = 1\n[apps]\nid = \"a\"",
			want: []string{
				"phonelogin.toml:5: apps.id: apps is a list of tables: write [[apps]]",
				"phonelogin.toml:1: log is a table: write [log]",
				"phonelogin.toml:3: unknown key mode.a; did you mean mode?",
			},
		},
		{
			name: "apps that are no list of tables", file: "apps = [\"a\"]",
			want: []string{"phonelogin.toml:1: apps is a list of tables: write [[apps]]"},
		},
		{
			name: "syntax", file: "mode = \"production\"\n[auth\n",
			want: []string{"phonelogin.toml:2:6: toml: expected ']' to close table name"},
		},
		{
			name: "a port that is none", env: []string{"PORT=http"},
			want: []string{`PORT: "http" is not a port`},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := problemsOf(t, test.file, test.env...)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}
