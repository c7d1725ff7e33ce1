package views

import (
	"maps"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"phonelogin/locales"
)

// Refusals are pages with each text about a problem, by the key of the text. The
// keys come from the catalogue, so a new text needs no line here.
func Refusals(lang, nonce string) map[string]templ.Component {
	e := examples{locales.New(lang), nonce}
	all := map[string]templ.Component{}
	for _, key := range slices.Sorted(maps.Keys(e.Keys())) {
		face, rest, _ := strings.Cut(key, ".")
		switch {
		case face == "problem" && !strings.Contains(rest, "."):
			all["phone-"+face+"."+rest] = e.phoneRefusal(key)
			all["code-"+face+"."+rest] = e.codeRefusal(key)
			all["proof-"+face+"."+rest] = Proof(with(e.proof(), func(p *ProofProps) { p.Problem = e.refusal(key) }))
		case face == "phone" && strings.HasPrefix(rest, "problem."):
			all[key] = e.phoneRefusal(key)
		case face == "code" && strings.HasPrefix(rest, "problem."):
			all[key] = e.codeRefusal(key)
		case face == "error" && strings.HasSuffix(rest, ".heading"):
			all[strings.TrimSuffix(key, ".heading")] = e.errorPage(strings.TrimSuffix(key, ".heading"))
		}
	}
	return all
}

// refusal is the text of a key with an example in each of its places.
func (e examples) refusal(key string) Problem {
	return Problem{Text: e.T(key, "wait", e.N("time.minutes", 3), "digits", e.N("code.digits", 6), "n", "2", "country", "Jersey")}
}

func (e examples) phoneRefusal(key string) templ.Component {
	return Phone(with(e.phone(), func(p *PhoneProps) { p.Phone, p.Problem, p.Focus = "0151 2", e.refusal(key), false }))
}

func (e examples) codeRefusal(key string) templ.Component {
	return Code(with(e.code(), func(p *CodeProps) { p.Code, p.Problem = "111111", e.refusal(key) }))
}

func (e examples) errorPage(key string) templ.Component {
	return Message(with(e.message(), func(p *MessageProps) {
		p.Page, p.Error, p.Heading, p.Text = e.page("error.title"), true, e.T(key+".heading"), e.T(key+".text")
		p.LinkTo = e.T("error.link")
	}))
}
