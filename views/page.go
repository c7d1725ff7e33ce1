package views

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"phonelogin/locales"
	"phonelogin/static"
)

// text speaks the page's language.
func (p Page) text() locales.Printer { return locales.New(p.Language) }

// ltr keeps a number in its order between words that are read from the right
// (proves G2).
func (p Page) ltr(number string) string { return p.text().Isolate(number) }

// fullTitle is the document's title; a problem is told first, where a screen
// reader begins (proves G7).
func (p Page) fullTitle(problem Problem) string {
	title := p.Title + " – " + p.App
	if problem.Text != "" {
		return p.text().T("page.error_prefix") + title
	}
	return title
}

// asset is the address of a file of ours.
func asset(name string) string { return static.URL(name) }

// modules are the addresses of pages.js, of the modules that a page needs besides,
// and of all that these import.
func modules(needed []string) []string {
	all := []string{"pages.js"}
	for _, name := range needed {
		all = append(all, name+".js")
	}
	return static.Modules(all...)
}

// sheet is the address of the style sheet.
func (l Look) sheet() string { return cmp.Or(l.Sheet, asset("app.css")) }

// schemes tells browsers which themes there are, before the style sheet does.
func (l Look) schemes() string {
	if l.Mode == "light" || l.Mode == "dark" {
		return l.Mode
	}
	return "light dark"
}

// link is an address to follow. It may have an app's own scheme, which templ's
// check would refuse. An address that the browser would run or show by itself
// leads nowhere; blanks and control characters do not hide one, because browsers
// skip them as well (URL Standard 4.4).
func link(address string) templ.SafeURL {
	read := strings.ToLower(strings.Map(visible, address))
	for _, scheme := range []string{"javascript:", "data:", "vbscript:"} {
		if strings.HasPrefix(read, scheme) {
			return templ.FailedSanitizationURL
		}
	}
	return templ.SafeURL(address)
}

// visible drops blanks and control characters.
func visible(r rune) rune {
	if r <= ' ' {
		return -1
	}
	return r
}

// millis is a time for scripts.
func millis(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }

// clock is a time of day for people without scripts.
func clock(t time.Time) string { return t.UTC().Format("15:04:05") }

// unbroken keeps a number on one line, where it is read as one.
func unbroken(number string) string { return strings.ReplaceAll(number, " ", "\u00a0") }

// described lists the elements that describe a field, the problem first.
func described(problem Problem, hints string) string {
	if problem.Text != "" {
		return "problem-text " + hints
	}
	return hints
}

// phoneAutocomplete is what the browser fills in: the number without the country
// where the country has a control of its own.
func phoneAutocomplete(p PhoneProps) string {
	if len(p.Countries) > 0 {
		return "tel-national"
	}
	return "tel"
}

// codePattern is what a code may look like, with the blanks and dashes that
// people and messages put into it.
const codePattern = `[0-9A-Za-z\s\-]*`

// maxEntered is how much may be pasted into the code field: a whole message.
const maxEntered = "400"

// codeHint tells what is expected, and that the last digit sends the form: nobody
// should be surprised by that (WCAG 3.2.2).
func codeHint(p CodeProps) string {
	if p.AutoSubmit {
		return p.text().N("code.hint", p.Digits)
	}
	return p.text().N("code.digits", p.Digits)
}

func digits(n int) string { return strconv.Itoa(n) }

func otherPlaces(p AccountProps) string {
	if p.Others <= 0 {
		return p.text().T("account.others.none")
	}
	return p.text().N("account.others", p.Others)
}

// messageProblem puts the error into the title; the page's text tells it.
func messageProblem(p MessageProps) Problem {
	if p.Error {
		return Problem{Text: p.Heading}
	}
	return Problem{}
}

func messageRole(p MessageProps) string {
	if p.Error {
		return "alert"
	}
	return "status"
}

func inboxLead(p InboxProps) string {
	if p.Sent {
		return "inbox.lead.sent"
	}
	return "inbox.lead"
}
