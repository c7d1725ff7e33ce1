package views

import (
	"testing"

	"golang.org/x/net/html"
)

// proves C20
func TestTheLinkBehindARedirectMayBeAnAppsOwn(t *testing.T) {
	link := parse(t, states()["done"]).id("main").one("a")
	link.has("href", "flowershop://signed-in?code=c1", "rel", "noreferrer", "hx-boost", "false")
	parse(t, states()["done-web"]).id("main").one("a").has("href", "https://shop.example/cb?code=c1&state=a%26b")
}

// proves H1 (as far as HTML can), H4
func TestTheChangeBeginsWithTheCurrentNumberAndHasAWayWithoutIt(t *testing.T) {
	doc := parse(t, states()["proof"])
	doc.id("main").says(unbreakable("+49 … 89"))
	doc.tags("button")[0].says("Send code")
	doc.one("details").says("I no longer have this number")
	doc.one("details").one("a").has("href", "https://shop.example/help")

	alone := parse(t, states()["proof-unsupported"])
	alone.one("details").says("The people who run Flower Shop can help.")
	if n := len(alone.one("details").tags("a")); n > 0 {
		t.Errorf("%d links for help, though there is no address", n)
	}
}

// proves H3, S35, S37
func TestSessionsEndFromTheAccountAndAfterAChange(t *testing.T) {
	tests := map[string][]string{
		"account":         {"local", "others", "global"},
		"account-changed": {"local", "global"},
		"changed":         nil,
		"changed-all":     {"others"},
	}
	for state, want := range tests {
		doc := parse(t, states()[state])
		scopes := doc.all(func(n *html.Node) bool { return attribute(n, "name") == "scope" })
		if len(scopes) != len(want) {
			t.Fatalf("%s: %d ways to sign out, want %d", state, len(scopes), len(want))
		}
		for i, scope := range scopes {
			scope.has("value", want[i])
		}
	}
	parse(t, states()["changed"]).id("main").says("1 other session was ended.")
}

func TestTheRevertPageActsOnlyByItsForm(t *testing.T) {
	doc := parse(t, states()["revert"])
	doc.id("main").one("form").has("action", "/account/revert/secret", "method", "post")
	doc.id("main").says("4 March 2026, 12:00 UTC")
	if len(parse(t, states()["revert-done"]).tags("form")) > 0 {
		t.Error("a form though it is done")
	}
}

func TestTheInboxRenewsItselfAndMarksTheCode(t *testing.T) {
	doc := parse(t, states()["inbox"])
	doc.id("inbox").has("hx-get", "/dev/inbox/list", "hx-trigger", "every 1s")
	doc.id("main").says("Development mode")
	marks := doc.tags("mark")
	if len(marks) != 2 || marks[0].text() != "012345" {
		t.Errorf("%d marks, want the code twice", len(marks))
	}
	doc.one("button").has("data-copy", "012345")
	if len(parse(t, states()["inbox-list"]).tags("main")) > 0 {
		t.Error("the list is a whole page")
	}
}
