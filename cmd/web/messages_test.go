package main

import (
	"encoding/base64"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"phonelogin/auth/secrets"
	"phonelogin/models"
)

// post calls the JSON API with the printed key.
func post(t *testing.T, out *output, url, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("apikey", regexp.MustCompile(`Publishable key\s+(\S+)`).FindStringSubmatch(out.text())[1])
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close() // nothing of it is read
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s", url, answer.Status)
	}
}

// again runs a command with the settings of an earlier run.
func again(t *testing.T, env []string, args ...string) (code int, out, errOut string) {
	t.Helper()
	var o, e output
	code = run(t.Context(), args, env, &o, &e)
	return code, o.text(), e.text()
}

func TestMessagesAreCounted(t *testing.T) {
	out, stop := start(t)
	url := address(t, out)
	post(t, out, url+"/auth/v1/otp", `{"phone":"+4915112345678"}`)
	_, inbox := get(t, url+"/dev/inbox?to=%2B4915112345678")
	code := regexp.MustCompile(`<mark[^>]*>(\d{6})</mark>`).FindStringSubmatch(inbox)[1]
	post(t, out, url+"/auth/v1/verify", `{"type":"sms","phone":"+4915112345678","token":"`+code+`"}`)
	post(t, out, url+"/auth/v1/otp", `{"phone":"+447400123456"}`)
	if exit := stop(); exit != 0 {
		t.Fatalf("exit code %d", exit)
	}
	want := `PROVIDER  CHANNEL  COUNTRY  SENT  DELIVERED  UNDELIVERED  FAILED  ENTERED  ENTERED %  PRICE
inbox     sms      DE       1     0          0            0       1        100.0      -
inbox     sms      GB       1     0          0            0       0        0.0        -
`
	if exit, got, said := again(t, nil, "messages"); exit != 0 || got != want {
		t.Errorf("got %d %s\n%s\nwant\n%s", exit, said, got, want)
	}
	if exit, got, said := again(t, nil, "messages", "--country=fr", "--provider=inbox"); exit != 0 || !regexp.MustCompile(`^No message since \d{4}-.* UTC through inbox to FR\.\n$`).MatchString(got) {
		t.Errorf("of a country without any: got %d %s%s", exit, got, said)
	}
	if _, got, _ := again(t, nil, "messages", "--country=gb", "--since=1h"); strings.Contains(got, " DE ") || !strings.Contains(got, "GB") {
		t.Errorf("of one country:\n%s", got)
	}
}

func TestANumberIsUnblocked(t *testing.T) {
	master := base64.StdEncoding.EncodeToString(make([]byte, 32))
	path := t.TempDir() + "/test.db"
	env := []string{"PHONELOGIN_SECRETS_MASTER_KEY=" + master, "PHONELOGIN_DATABASE_URL=sqlite:" + path}
	db, err := models.Open(t.Context(), models.Options{URL: "sqlite:" + path})
	if err != nil {
		t.Fatal(err)
	}
	key, err := secrets.NewNumberKey(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	err = db.KeepOptOut(t.Context(), models.OptOut{
		NumberHash: key.Hash("4915112345678"), Channel: "sms", Provider: "twilio", Since: time.Now().UTC(),
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		channel string
		exit    int
		said    string
	}{
		{"whatsapp", 1, "gets messages already"},
		{"sms", 0, "gets messages again"},
		{"all", 1, "gets messages already"},
	} {
		exit, said, wrong := call(t, env, "unblock", "+4915112345678", "--channel="+test.channel)
		if exit != test.exit || !strings.Contains(said+wrong, test.said) {
			t.Errorf("%s: got %d %s%s", test.channel, exit, said, wrong)
		}
	}
}
