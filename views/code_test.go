package views

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// proves C1, C2, C5, C19
func TestTheCodeIsOneFieldThatBrowsersFill(t *testing.T) {
	doc := parse(t, states()["code"])
	codes := doc.all(func(n *html.Node) bool { return n.Data == "input" && attribute(n, "type") != "hidden" })
	if len(codes) != 1 {
		t.Fatalf("%d fields for the code, want 1", len(codes))
	}
	code := codes[0]
	code.has("maxlength", "400") // a whole message may be pasted
	code.has("id", "code", "name", "code", "type", "text", "inputmode", "numeric", "autocomplete", "one-time-code",
		"dir", "ltr", "data-digits", "6", "aria-describedby", "code-sent code-hint")
	if !regexp.MustCompile("^" + code.attr("pattern") + "$").MatchString("G-123 456") {
		t.Errorf("pattern %q refuses blanks", code.attr("pattern"))
	}
	doc.id("code-sent").says("+49 1512 3456789")
	doc.id("code-hint").says("6 digits. We check them as soon as all are in.")
	doc.id("main").says("Don’t share this code.")
	doc.id("code-form").one("button").lacks("disabled")
}

// proves C4 (as far as HTML can), C14, G7
func TestAWrongCodeStaysAndTheProblemIsTiedToTheField(t *testing.T) {
	doc := parse(t, states()["code-problem"])
	doc.id("code").has("value", "111111", "aria-invalid", "true", "aria-describedby", "problem-text code-sent code-hint")
	doc.id("code").has("autofocus", "")
	doc.id("problem").has("role", "alert", "tabindex", "-1")
	doc.id("problem-text").says(wrong.Text)
}

// proves C5: without auto-submit the page does not announce it.
func TestWithoutAutoSubmitTheHintDoesNotPromiseIt(t *testing.T) {
	doc := parse(t, states()["code-proof"])
	doc.id("code-form").lacks("data-auto-submit")
	if got := doc.id("code-hint").text(); got != "6 digits" {
		t.Errorf("hint %q", got)
	}
	doc.id("main").says("Cancel")
}

// proves C9, C10, G8
func TestResendIsAButtonOfItsOwnFormWithTheServersClock(t *testing.T) {
	doc := parse(t, states()["code"])
	form := doc.id("resend-form")
	form.has("action", "/login/codes?flow=f1", "hx-push-url", "false")
	button := doc.id("resend")
	button.has("type", "submit")
	button.lacks("disabled", "aria-disabled", "name") // works without scripts; the server keeps the time
	doc.id("countdown").has("aria-hidden", "true")
	root := doc.all(func(n *html.Node) bool { return node{t, n}.set("data-code-page") })[0]
	root.has("data-now", millis(noon), "data-resend-at", millis(noon.Add(time.Minute)), "data-expires-at", millis(noon.Add(5*time.Minute)))
	doc.id("main").says("You can ask 5 more times.")
	doc.one("noscript").says("Possible from 12:01:00 UTC on")

	last := parse(t, states()["code-last"])
	if _, ok := last.find("resend"); ok {
		t.Error("another message is offered though none is left")
	}
}

// proves G8, C17: what is announced is a live region, what ticks is not.
func TestNewsAreAnnouncedAndTheTickingIsNot(t *testing.T) {
	doc := parse(t, states()["code-again"])
	doc.id("status").has("role", "status")
	doc.id("status").says("We texted the code again.")
	doc.id("expiry").says("Good until 12:05:00 UTC")
	doc.id("expiry").lacks("role", "aria-live")
	doc.id("said").has("role", "status") // where scripts say that a countdown has ended
	if got := doc.id("said").text(); got != "" {
		t.Errorf("the place for scripts says %q", got)
	}
	if got := parse(t, states()["code"]).id("status").text(); got != "" {
		t.Errorf("status %q without news", got)
	}
}

// proves C17 (its words): the scripts say in the page's language that the time is
// running out and has run out.
func TestThePageBringsTheWordsThatItsScriptsSay(t *testing.T) {
	root := parse(t, states()["code"]).all(func(n *html.Node) bool { return node{t, n}.set("data-code-page") })[0]
	root.has(
		"data-said-soon", english.T("code.expires_soon"),
		"data-said-expired", english.T("code.expired_now"),
		"data-said-ready", english.T("code.resend_ready"),
		"data-in", english.T("code.resend_in"),
		"data-valid", english.T("code.valid"),
	)
	for _, key := range []string{"code.resend_in", "code.valid"} {
		if text := english.T(key); !strings.Contains(text, "{wait}") {
			t.Errorf("%s is %q: the script finds no place for the time", key, text)
		}
	}
}

// proves C9: once another message may be asked for, nobody is told to wait.
func TestAResendThatMayBeAskedForNamesNoTime(t *testing.T) {
	doc := parse(t, states()["code-ready"])
	if n := len(doc.tags("noscript")); n > 0 {
		t.Errorf("%d hints to wait, want none", n)
	}
	doc.id("resend").says("Send it again")
}

// proves C12: not offered where the number is who somebody is.
func TestAWrongNumberIsOneLinkAway(t *testing.T) {
	links := parse(t, states()["code"]).id("main").tags("a")
	links[0].has("href", "/login?flow=f1")
	links[0].says("Wrong number?")
	if text := parse(t, states()["code-proof"]).id("main").text(); strings.Contains(text, "Wrong number?") {
		t.Errorf("the proof of a number offers another: %q", text)
	}
}

// proves C12, G12: an over code's field is closed, a new one is one tap away.
func TestAnOverCodeCannotBeEntered(t *testing.T) {
	doc := parse(t, states()["code-dead"])
	if _, ok := doc.find("code"); ok {
		t.Error("the field eats input that cannot count")
	}
	doc.id("resend").says("Send a new code")
	doc.id("resend").looks("button")
	doc.one("h1").says("Get a new code")
	doc.id("main").says("Wrong number?")
	if text := doc.id("main").text(); strings.Contains(text, "Messages can take a minute") {
		t.Errorf("who had a code is told to wait for it: %q", text)
	}
}

// proves C18
func TestWhatsAppTellsToCopyTheCode(t *testing.T) {
	parse(t, states()["code-whatsapp"]).id("main").says("copy the code")
}
