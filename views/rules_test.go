package views

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"phonelogin/locales"
)

// errorPage tells whether a state is a page of its own for an error.
func errorPage(name string) bool {
	return slices.Contains([]string{"message-error", "message-fault", "message-again"}, name) || strings.HasPrefix(name, "error.")
}

// refused tells whether a state shows a problem beside what was asked.
func refused(name string) bool {
	return strings.HasSuffix(name, "-problem") || strings.Contains(name, "problem.") || name == "code-dead"
}

// pages are all states that are whole documents, and each refusal.
func pages(t *testing.T, check func(t *testing.T, name string, doc node)) {
	all := states()
	maps.Copy(all, Refusals(locales.English, "test-nonce"))
	for name, component := range all {
		if name == "inbox-list" {
			continue
		}
		t.Run(name, func(t *testing.T) { check(t, name, parse(t, component)) })
	}
}

// proves G1, G2 (as far as HTML can), G7
func TestEveryPageHasALanguageATitleAHeadingAndOneMain(t *testing.T) {
	pages(t, func(t *testing.T, name string, doc node) {
		doc.one("html").has("lang", "en", "dir", "ltr")
		doc.one("h1")
		doc.id("main").looks("card")
		title := doc.one("head").one("title").text()
		bad := refused(name) || errorPage(name)
		if got := strings.HasPrefix(title, "Error: "); got != bad {
			t.Errorf("title %q, begins with Error: %v, want %v", title, got, bad)
		}
		if !strings.HasSuffix(title, "Flower Shop") {
			t.Errorf("title %q does not name the app", title)
		}
	})
}

// proves S31: the policy of the pages allows nothing inline.
func TestNothingIsInlineAndEveryScriptHasTheNonce(t *testing.T) {
	pages(t, func(t *testing.T, _ string, doc node) {
		for _, script := range doc.tags("script") {
			script.has("nonce", "test-nonce", "type", "module") // a browser without modules runs none of them
			if script.text() != "" || !strings.HasPrefix(script.attr("src"), "/static/") {
				t.Errorf("script %q from %q", script.text(), script.attr("src"))
			}
		}
		if len(doc.tags("style")) > 0 {
			t.Error("a style element")
		}
		for _, e := range doc.all(func(*html.Node) bool { return true }) {
			for _, a := range e.n.Attr {
				if a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.HasPrefix(a.Key, "hx-on") {
					t.Errorf("<%s> has %s", e.n.Data, a.Key)
				}
			}
		}
	})
}

// proves S30, G3: every form is a real one, with the token of the browser.
func TestEveryFormPostsWithTheFormToken(t *testing.T) {
	pages(t, func(t *testing.T, _ string, doc node) {
		for _, form := range doc.tags("form") {
			form.has("method", "post")
			if form.attr("action") != "/account/data" { // its answer is a file: the page stays, and may be asked again
				form.has("data-once", "")
			}
			if !strings.HasPrefix(form.attr("action"), "/") {
				t.Errorf("form posts to %q", form.attr("action"))
			}
			tokens := form.all(func(n *html.Node) bool { return attribute(n, "name") == "form_token" })
			if len(tokens) != 1 {
				t.Fatalf("%d fields form_token", len(tokens))
			}
			tokens[0].has("type", "hidden", "value", "test-token")
		}
	})
}

// proves P1, C2
func TestEveryFieldHasALabelAndDescriptionsThatExist(t *testing.T) {
	pages(t, func(t *testing.T, _ string, doc node) {
		for _, field := range doc.tags("input", "select") {
			if field.attr("type") == "hidden" {
				continue
			}
			field.lacks("placeholder")
			labels := doc.all(func(n *html.Node) bool { return n.Data == "label" && attribute(n, "for") == field.attr("id") })
			if len(labels) != 1 || labels[0].text() == "" {
				t.Errorf("field %q has %d labels", field.attr("id"), len(labels))
			}
			for _, id := range strings.Fields(field.attr("aria-describedby")) {
				if doc.id(id).text() == "" {
					t.Errorf("field %q is described by the empty %q", field.attr("id"), id)
				}
			}
		}
	})
}

// references are the attributes that name other elements of the page.
var references = []string{"for", "aria-describedby", "aria-labelledby", "aria-controls", "hx-target"}

// proves C2: what one element says of another can be found.
func TestEveryIDIsThereOnceAndEveryReferenceLeadsToOne(t *testing.T) {
	pages(t, func(t *testing.T, _ string, doc node) {
		ids := map[string]bool{}
		for _, e := range doc.all(func(n *html.Node) bool { return attribute(n, "id") != "" }) {
			if ids[e.attr("id")] {
				t.Errorf("#%s is there twice", e.attr("id"))
			}
			ids[e.attr("id")] = true
		}
		for _, e := range doc.all(func(*html.Node) bool { return true }) {
			for _, name := range references {
				for _, id := range strings.Fields(strings.ReplaceAll(e.attr(name), "#", "")) {
					if !ids[id] {
						t.Errorf("<%s %s> names #%s, which is not there", e.n.Data, name, id)
					}
				}
			}
		}
	})
}

// proves C5: without scripts nothing would ever enable a button again.
func TestNoControlIsDisabled(t *testing.T) {
	pages(t, func(t *testing.T, _ string, doc node) {
		for _, control := range doc.tags("button", "input", "select", "fieldset") {
			control.lacks("disabled", "aria-disabled", "readonly")
		}
		for _, button := range doc.tags("button") {
			if button.text() == "" || !button.set("type") {
				t.Errorf("button %q has no text or no type", button.text())
			}
		}
	})
}

// proves G7: a problem is announced, and each is told once.
func TestAProblemIsAnAlertWithItsTextAndIsNotThereWithoutOne(t *testing.T) {
	pages(t, func(t *testing.T, name string, doc node) {
		bad := refused(name)
		problem, ok := doc.find("problem")
		if ok != bad {
			t.Fatalf("a problem is told: %v, want %v", ok, bad)
		}
		if !ok {
			return
		}
		problem.has("role", "alert", "tabindex", "-1")
		if doc.id("problem-text").text() == "" {
			t.Error("the problem is empty")
		}
		for _, field := range doc.tags("input") {
			if field.attr("type") != "hidden" {
				field.has("aria-invalid", "true")
				if !strings.HasPrefix(field.attr("aria-describedby"), "problem-text ") {
					t.Errorf("#%s is described by %q, want the problem first", field.attr("id"), field.attr("aria-describedby"))
				}
			}
		}
	})
}

// A text without its values, or a key without a text, would be read by people.
func TestNothingUnfilledIsShown(t *testing.T) {
	unfilled := regexp.MustCompile(`\{[a-z]+\}|\b[a-z_]+\.(heading|title|text|lead|button|hint|other|one)\b`)
	pages(t, func(t *testing.T, _ string, doc node) {
		if found := unfilled.FindString(doc.one("html").text()); found != "" {
			t.Errorf("the page says %q", found)
		}
	})
}

// proves G9
func TestHelpIsInTheSamePlaceOnEveryPage(t *testing.T) {
	pages(t, func(t *testing.T, name string, doc node) {
		if name == "phone-new" || name == "proof-unsupported" {
			return // the app has no help link
		}
		first := doc.one("footer").tags("a")[0]
		first.has("href", "https://shop.example/help")
	})
}

// An app's own rules name these parts; docs/pages.md promises that they stay.
func TestThePartsKeepTheirNames(t *testing.T) {
	seen := map[string]bool{}
	for _, component := range states() {
		for _, e := range parse(t, component).all(func(*html.Node) bool { return true }) {
			for class := range strings.FieldsSeq(e.attr("class")) {
				seen[class] = true
			}
		}
	}
	for _, name := range []string{"masthead", "logo", "scene", "card", "box", "code", "button", "button-plain", "problem", "foot"} {
		if !seen[name] {
			t.Errorf("nothing is a .%s any more", name)
		}
	}
}
