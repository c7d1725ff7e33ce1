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

// text is the printer in the language of the page.
func (p Page) text() locales.Printer { return locales.New(p.Language) }

// ltr keeps the order of a number within text that is read from the right (G2).
func (p Page) ltr(number string) string { return p.text().Isolate(number) }

// fullTitle is the title of the document. A problem comes first, because screen
// readers begin there (G7).
func (p Page) fullTitle(problem Problem) string {
	title := p.Title + " – " + p.App
	if problem.Text != "" {
		return p.text().T("page.error_prefix") + title
	}
	return title
}

// asset is the address of one of our files.
func asset(name string) string { return static.URL(name) }

// modules are the addresses of pages.js, of the modules that a page needs besides,
// and of all that they import.
func modules(needed []string) []string {
	all := []string{"pages.js"}
	for _, name := range needed {
		all = append(all, name+".js")
	}
	return static.Modules(all...)
}

func (l Look) sheet() string { return cmp.Or(l.Sheet, asset("app.css")) }

// schemes tells browsers the themes of the page before the style sheet does.
func (l Look) schemes() string {
	if l.Mode == "light" || l.Mode == "dark" {
		return l.Mode
	}
	return "light dark"
}

// link is an address to follow. It may have a scheme of an app, which templ would
// refuse. An address that the browser would run or show itself leads nowhere. Blanks
// and control characters do not hide one, because browsers skip them too (URL
// Standard 4.4).
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

// unbreakable keeps a number on one line, so it reads as one.
func unbreakable(number string) string { return strings.ReplaceAll(number, " ", "\u00a0") }

// described lists the ids of the elements that describe a field. The problem comes
// first.
func described(problem Problem, hints string) string {
	if problem.Text != "" {
		return "problem-text " + hints
	}
	return hints
}

// phoneAutocomplete is what the browser fills in. Where the country has its own
// control, that is the number without its country.
func phoneAutocomplete(p PhoneProps) string {
	if len(p.Countries) > 0 {
		return "tel-national"
	}
	return "tel"
}

// codePattern is what may be entered as a code. People and messages put blanks and
// dashes into codes.
const codePattern = `[0-9A-Za-z\s\-]*`

// maxEntered is the length of the code field, into which people may paste a whole
// message.
const maxEntered = "400"

// codeHint tells what is expected, and in advance that the last digit sends the form
// (WCAG 3.2.2).
func codeHint(p CodeProps) string {
	if p.AutoSubmit {
		return p.text().N("code.hint", p.Digits)
	}
	return p.text().N("code.digits", p.Digits)
}

func digits(n int) string { return strconv.Itoa(n) }

func otherSessions(p AccountProps) string {
	if p.Others <= 0 {
		return p.text().T("account.others.none")
	}
	return p.text().N("account.others", p.Others)
}

// messageProblem puts an error into the title. The page itself shows its text.
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
