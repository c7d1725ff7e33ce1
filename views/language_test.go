package views

import (
	"strings"
	"testing"

	"phonelogin/locales"
)

// in is a page in a language, with a choice of others.
func in(lang string, p Page) Page {
	p.Language, p.Here = lang, "/login?state=a"
	p.Languages = []locales.Language{{Tag: "ar", Name: "العربية", Dir: "rtl"}, {Tag: "de", Name: "Deutsch", Dir: "ltr"}, {Tag: "en", Name: "English", Dir: "ltr"}}
	return p
}

// proves G2: direction and language are those of the words; numbers and codes
// keep their order.
func TestPagesThatAreReadFromTheRight(t *testing.T) {
	code := codeProps()
	code.Page = in("ar", code.Page)
	code.Number = "+49 1512 3456789"
	code.Lead = locales.New("ar").T("code.lead.sms", "number", code.Number)
	html := render(t, Code(code))
	for _, want := range []string{
		`<html lang="ar" dir="rtl">`,
		`<strong dir="ltr"`, `>+49 1512 3456789</strong>`,
		`data-numerals="٠١٢٣٤٥٦٧٨٩"`,
		"٥ مرات أخرى", // in words, the language's digits
	} {
		if !strings.Contains(html, want) {
			t.Errorf("the code page lacks %s", want)
		}
	}
	phone := phoneProps()
	phone.Page = in("ar", phone.Page)
	html = render(t, Phone(phone))
	for _, want := range []string{"Germany (\u2068+49\u2069)", "\u20680151 23456789\u2069", "رقم الهاتف المحمول"} {
		if !strings.Contains(html, want) {
			t.Errorf("the phone page lacks %s", want)
		}
	}
	for name, page := range map[string]string{"phone": html, "code": render(t, Code(code))} {
		field := page[strings.Index(page, `id="`+name+`"`):]
		if field = field[:strings.Index(field, ">")]; !strings.Contains(field, `dir="ltr"`) {
			t.Errorf("the field %s is read from the right", name)
		}
	}
}

func TestTheLanguageIsChangedByAForm(t *testing.T) {
	p := phoneProps()
	p.Page = in("de", p.Page)
	html := render(t, Phone(p))
	for _, want := range []string{
		`<form method="post" action="/language"`, `name="form_token" value="test-token"`,
		`name="return" value="/login?state=a"`, `>Sprache: Deutsch</summary>`,
		`<option value="ar" lang="ar" dir="rtl">العربية</option>`, `<option value="de" lang="de" dir="ltr" selected>Deutsch</option>`,
	} {
		if !strings.Contains(html, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	p.FormToken = ""
	if html := render(t, Phone(p)); strings.Contains(html, "/language") {
		t.Error("a page that no form of ours can be sent from offers one")
	}
}
