package views

import (
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"
)

// evil closes what is open and brings elements of its own.
const evil = `"><img src=x onerror=alert(1)></p></title><script>alert(1)</script>`

// What people, apps and messages bring is text wherever it is shown.
func TestWhatOthersWriteIsText(t *testing.T) {
	from := page(evil)
	from.App, from.FormToken = evil, evil
	tests := map[string]struct {
		of, clean templ.Component
	}{
		"phone": {
			Phone(PhoneProps{
				Page: from, Heading: evil, Lead: evil, Action: evil, Phone: evil, Button: evil, Cancel: evil,
				Countries: []Country{{evil, evil, evil}}, Options: []Option{{evil, evil}}, Problem: Problem{evil},
			}), states()["phone-problem"],
		},
		"code": {
			Code(with(codeProps(), func(p *CodeProps) {
				p.Page, p.Heading, p.Lead, p.Code, p.Status, p.Help, p.Problem = from, evil, evil, evil, evil, evil, Problem{evil}
				p.Action, p.ResendTo, p.ChangeTo, p.Options = evil, evil, evil, []Option{{evil, evil}}
			})), states()["code-problem"],
		},
		"continue": {Continue(ContinueProps{Page: from, Number: evil, Action: evil, Other: evil}), states()["continue"]},
		"done":     {Done(DoneProps{Page: from, Target: evil}), states()["done"]},
		"account": {
			Account(with(accountProps(), func(p *AccountProps) { p.Page, p.Number, p.Session.Device, p.Status = from, evil, evil, evil })),
			states()["account"],
		},
		"changed": {Changed(ChangedProps{Page: from, Number: evil}), states()["changed"]},
		"revert":  {Revert(with(revertProps(), func(p *RevertProps) { p.Page, p.Old, p.New = from, evil, evil })), states()["revert"]},
		"message": {
			Message(MessageProps{Page: from, Heading: evil, Text: evil, Detail: evil, Link: evil, LinkTo: evil, ID: evil}),
			states()["message"],
		},
		"inbox": {
			Inbox(InboxProps{Page: with(from, func(p *Page) { p.Dev = true }), Messages: []InboxMessage{{To: evil, Channel: "sms", Text: evil + evil, Code: evil, At: noon}}}),
			states()["inbox"],
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			doc := parse(t, tt.of)
			if got, want := len(doc.tags("script")), len(parse(t, tt.clean).tags("script")); got != want {
				t.Errorf("%d scripts, want our %d", got, want)
			}
			if n := len(doc.tags("img")); n > 0 {
				t.Errorf("%d images, which we never have", n)
			}
			foreign := doc.all(func(n *html.Node) bool { return node{t, n}.set("onerror") })
			if len(foreign) > 0 {
				t.Errorf("%d elements with a handler", len(foreign))
			}
			if !strings.Contains(doc.one("html").text(), "onerror=alert(1)") {
				t.Error("the text is not shown")
			}
		})
	}
}

// A link that runs or shows what is in it leads nowhere, whoever let it in.
func TestNoLinkRunsWhatIsInIt(t *testing.T) {
	refused := []string{
		"javascript:alert(1)", "JavaScript:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)", "java\nscript:alert(1)",
		"\x01javascript:alert(1)", "javascript\r\n:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:msgbox",
	}
	for _, address := range refused {
		if got := link(address); got != templ.FailedSanitizationURL {
			t.Errorf("link(%q) = %q, want it refused", address, got)
		}
	}
	taken := []string{
		"/login?flow=f1", "https://shop.example/cb?code=c1&state=javascript:x", "mailto:help@shop.example",
		"till.example:/cb?code=x", "flowershop://signed-in?code=c1#data:", "/javascript:", "database:/cb",
	}
	for _, address := range taken {
		if got := link(address); got != templ.SafeURL(address) {
			t.Errorf("link(%q) = %q, want it as it is", address, got)
		}
	}
}

// Each place that takes an address, by one that must not be followed.
func TestEveryAddressOfAPageIsChecked(t *testing.T) {
	const script = "javascript:alert(1)"
	from := page("Sign in")
	from.Support, from.Terms, from.Privacy = script, script, script
	tests := map[string]templ.Component{
		"phone": Phone(PhoneProps{Page: from, Action: script, Cancel: script}),
		"code": Code(with(codeProps(), func(p *CodeProps) {
			p.Page, p.Action, p.ResendTo, p.ChangeTo, p.Cancel = from, script, script, script, script
		})),
		"continue": Continue(ContinueProps{Page: from, Action: script, Other: script}),
		"done":     Done(DoneProps{Page: from, Target: script}),
		"proof":    Proof(ProofProps{Page: from, Action: script}),
		"revert":   Revert(with(revertProps(), func(p *RevertProps) { p.Page, p.Action = from, script })),
		"message":  Message(MessageProps{Page: from, Link: script, LinkTo: "Go"}),
	}
	for name, component := range tests {
		for _, e := range parse(t, component).all(func(*html.Node) bool { return true }) {
			for _, a := range e.n.Attr {
				if strings.HasPrefix(a.Val, "javascript:") {
					t.Errorf("%s: <%s> has %s=%q", name, e.n.Data, a.Key, a.Val)
				}
			}
		}
	}
}
