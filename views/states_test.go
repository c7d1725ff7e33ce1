package views

import (
	"github.com/a-h/templ"

	"phonelogin/locales"
)

// english is what the tests of single pages begin with.
var (
	english = locales.New(locales.English)
	samples = examples{english, "test-nonce"}
)

func states() map[string]templ.Component { return States(locales.English, "test-nonce") }

func page(title string) Page {
	p := samples.page("phone.title")
	p.Title = title
	return p
}

func phoneProps() PhoneProps     { return samples.phone() }
func codeProps() CodeProps       { return samples.code() }
func accountProps() AccountProps { return samples.account() }
func revertProps() RevertProps   { return samples.revert() }

// What phone-problem and code-problem say.
var (
	tooShort = Problem{Text: samples.T("phone.problem.short")}
	wrong    = Problem{Text: english.N("code.problem.wrong_left", 2)}
)
