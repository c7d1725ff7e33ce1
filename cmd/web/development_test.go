package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"phonelogin/providers/providertest"
)

// The start and the inbox describe what really happens to messages.
func TestDevelopmentSaysWhereMessagesGo(t *testing.T) {
	const own, sent = "these messages would have gone to phones", "these messages were really sent, too"
	for name, tt := range map[string]struct {
		settings []string // beside those of Twilio or the hook
		twilio   bool
		hook     string // "here", or a URL
		says     string
		inbox    string
		goesOut  int32
	}{
		"nobody else":                    {nil, false, "", "messages go to the inbox, never to a phone", own, 0},
		"a carrier that is not asked":    {nil, true, "", "twilio sends them only with auth.sms.send_in_development = true", own, 0},
		"a carrier":                      {[]string{"AUTH_SMS_SEND_IN_DEVELOPMENT=true"}, true, "", "to phones, through twilio, and cost money", sent, 1},
		"a hook of this machine":         {nil, false, "here", "to the inbox and to the send_sms hook", sent, 1},
		"a hook and a carrier":           {nil, true, "here", "to the inbox and to the send_sms hook", sent, 1},
		"a hook elsewhere":               {nil, false, "https://hooks.example.invalid/sms", "the send_sms hook is on another machine and asked only with", own, 0},
		"a hook of this machine, forced": {[]string{"AUTH_SMS_SEND_IN_DEVELOPMENT=true"}, false, "here", "to the inbox and to the send_sms hook", sent, 1},
	} {
		t.Run(name, func(t *testing.T) {
			var out atomic.Int32
			tw := providertest.NewTwilio(t)
			hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				out.Add(1)
				w.WriteHeader(http.StatusNoContent)
			}))
			t.Cleanup(hook.Close)
			var env []string
			if tt.twilio {
				env = overTwilio(t, tw)
			}
			if tt.hook != "" {
				env = append(env, "PHONELOGIN_AUTH_HOOK_SEND_SMS_ENABLED=true",
					"PHONELOGIN_AUTH_HOOK_SEND_SMS_URI="+strings.Replace(tt.hook, "here", hook.URL, 1))
			}
			for _, s := range tt.settings {
				env = append(env, "PHONELOGIN_"+s)
			}
			said, stop := start(t, env...)
			defer stop()
			base := address(t, said)
			if !strings.Contains(said.text(), tt.says) {
				t.Errorf("want %q in:\n%s", tt.says, said.text())
			}
			askFor(t, base, said, "+4915112345678")
			if got := out.Load() + int32(len(tw.Messages())); got != tt.goesOut {
				t.Errorf("%d messages went out, want %d", got, tt.goesOut)
			}
			_, page := get(t, base+"/dev/inbox")
			if !strings.Contains(page, tt.inbox) || !strings.Contains(page, "phonelogin code") {
				t.Errorf("the inbox lacks %q or the message:\n%s", tt.inbox, page)
			}
		})
	}
}
