package main

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"phonelogin/models/modelstest"
)

// throughProxy runs a test with a new Postgres database behind a proxy.
func throughProxy(t *testing.T, test func(p *modelstest.Proxy)) {
	t.Helper()
	modelstest.OnPostgres(t, func(url string) { test(modelstest.NewProxy(t, url)) })
}

func TestTheStartWaitsForTheDatabase(t *testing.T) {
	throughProxy(t, func(p *modelstest.Proxy) {
		p.Refuse()
		out, stop := start(t, "PHONELOGIN_DATABASE_URL="+p.URL)
		waitFor(t, out, "the database cannot work yet, trying again")
		p.Mend()
		if status, body := get(t, address(t, out)+"/readyz"); status != 200 {
			t.Errorf("got %d %s", status, body)
		}
		if code := stop(); code != 0 {
			t.Errorf("exit code %d:\n%s", code, out.text())
		}
	})
}

func TestTheStartGivesUpAfterItsTimeWithALineATry(t *testing.T) {
	throughProxy(t, func(p *modelstest.Proxy) {
		p.Refuse()
		code, _, said := call(t, []string{"PHONELOGIN_DATABASE_URL=" + p.URL, "PHONELOGIN_DATABASE_START_TIMEOUT=1500ms"})
		if tries := strings.Count(said, "trying again"); code != 1 || tries != 2 {
			t.Errorf("exit code %d after %d lines:\n%s", code, tries, said)
		}
		if !strings.Contains(said, "web: ") || strings.Contains(said, p.URL) {
			t.Errorf("the last line does not tell why, or tells the URL:\n%s", said)
		}
	})
}

func TestNobodyWaitsForADatabaseThatRefuses(t *testing.T) {
	throughProxy(t, func(p *modelstest.Proxy) {
		for name, address := range map[string]string{
			"no such database": strings.Replace(p.URL, "/test_", "/never_", 1),
			"unreadable URL":   "postgres://localhost:port/x",
		} {
			code, _, said := call(t, []string{"PHONELOGIN_DATABASE_URL=" + address})
			if code == 0 || strings.Contains(said, "trying again") {
				t.Errorf("%s: exit code %d:\n%s", name, code, said)
			}
		}
		p.Refuse()
		code, _, said := call(t, []string{"PHONELOGIN_DATABASE_URL=" + p.URL}, "unstop", "+4915112345678")
		if code != 1 || strings.Contains(said, "trying again") {
			t.Errorf("a command that somebody waits for: exit code %d:\n%s", code, said)
		}
	})
}

func TestAProgramThatStopsServesUntilBalancersKnow(t *testing.T) {
	out, stop := start(t, "PHONELOGIN_SERVER_DRAIN_TIME=1s")
	url := address(t, out)
	var ended sync.WaitGroup
	ended.Go(func() {
		if code := stop(); code != 0 {
			t.Errorf("exit code %d", code)
		}
	})
	waitFor(t, out, "msg=stopping")
	if status, body := get(t, url+"/readyz"); status != 503 || body != `{"status":"unavailable","reason":"stopping"}` {
		t.Errorf("/readyz: got %d %s", status, body)
	}
	answer, err := http.Get(url + "/login")
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close() // the head is all that is wanted
	if answer.StatusCode != 200 || !answer.Close {
		t.Errorf("/login: got %d, connection to be closed: %v, want 200 and true", answer.StatusCode, answer.Close)
	}
	ended.Wait()
	if answer, err := http.Get(url + "/login"); err == nil {
		_ = answer.Body.Close()
		t.Errorf("it still serves: %d", answer.StatusCode)
	}
}

func TestACommandAsksWhetherTheProgramIsReady(t *testing.T) {
	out, _ := start(t)
	listen := strings.TrimPrefix(address(t, out), "http://")
	code, said, _ := call(t, []string{"PHONELOGIN_SERVER_LISTEN=" + listen}, "ready")
	if code != 0 || said != "{\"status\":\"ready\"}\n" {
		t.Errorf("got %d %s", code, said)
	}
	if code, _, _ := call(t, []string{"PHONELOGIN_SERVER_LISTEN=127.0.0.1:1"}, "ready"); code != 1 {
		t.Errorf("where nobody serves: got %d", code)
	}
}

func TestDevelopmentStopsAtOnce(t *testing.T) {
	out, stop := start(t)
	address(t, out)
	began := time.Now()
	stop()
	if took := time.Since(began); took > 4*time.Second { // as long as production drains
		t.Errorf("it took %s", took)
	}
}

// waitFor waits for a text in the output.
func waitFor(t *testing.T, out *output, text string) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if strings.Contains(out.text(), text) {
			return
		}
	}
	t.Fatalf("it does not say %q:\n%s", text, out.text())
}
