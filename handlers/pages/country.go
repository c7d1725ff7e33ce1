package pages

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"phonelogin/auth"
	"phonelogin/locales"
	"phonelogin/models/phone"
	"phonelogin/static"
	"phonelogin/views"
)

// countries are the choices of the country control on the phone page.
type countries struct {
	lists     map[string]func() []views.Country // by language
	examples  static.File                       // of their numbers
	fallback  string                            // the setting, "" for none
	ofRequest func(*http.Request) string        // the country that a proxy names, "" for none
}

func newCountries(s Settings, ofRequest func(*http.Request) string) (*countries, error) {
	examples, err := exampleFile(s.Countries)
	if err != nil {
		return nil, err
	}
	return &countries{
		lists: countryLists(s.Countries, s.PinnedCountries), examples: examples, fallback: s.DefaultCountry, ofRequest: ofRequest,
	}, nil
}

// countryLists are the country controls by language. Each is made when it is first
// needed.
func countryLists(allowed, pinned []string) map[string]func() []views.Country {
	all := map[string]func() []views.Country{}
	for _, l := range locales.Languages() {
		all[l.Tag] = sync.OnceValue(func() []views.Country { return countryList(language.Make(l.Tag), allowed, pinned) })
	}
	return all
}

// list is the control in the language of the page.
func (l *countries) list(c echo.Context) []views.Country { return l.lists[text(c).Lang()]() }

// countryList is the country control in one language: pinned countries first, then
// all others in the order of the language.
func countryList(lang language.Tag, allowed, pinned []string) []views.Country {
	names := countryNames(lang)
	var all []views.Country
	for _, country := range phone.Countries(allowed) {
		region, err := language.ParseRegion(country.ISO)
		if err != nil {
			continue // numbering plans also have regions that are no countries
		}
		all = append(all, views.Country{ISO: country.ISO, Name: names.Name(region), Code: country.Code})
	}
	order := collate.New(lang)
	place := func(c views.Country) int {
		if i := slices.Index(pinned, c.ISO); i >= 0 {
			return i
		}
		return len(pinned)
	}
	slices.SortFunc(all, func(a, b views.Country) int {
		return cmp.Or(cmp.Compare(place(a), place(b)), order.CompareString(a.Name, b.Name))
	})
	return all
}

// exampleFile holds an example number of each country. Scripts show the one of the
// chosen country.
func exampleFile(allowed []string) (static.File, error) {
	all := map[string][2]string{}
	for _, c := range phone.Countries(allowed) {
		if national, whole := example(c.ISO); national != "" {
			all[c.ISO] = [2]string{national, whole}
		}
	}
	content, err := json.Marshal(all)
	if err != nil {
		return static.File{}, fmt.Errorf("write examples: %w", err)
	}
	return static.Make("examples.json", content), nil
}

// preset is the country that is chosen when the page opens. The first of these that
// is offered counts: the link's hint, the country used last, the setting, the
// request's country, the country of the browser's language (P7).
func (l *countries) preset(c echo.Context, lastUsed string) string {
	wishes := []string{
		strings.ToUpper(c.QueryParam("country")), hintedNumber(c).Country(), lastUsed,
		l.fallback, l.ofRequest(c.Request()),
	}
	tags, _, err := language.ParseAcceptLanguage(c.Request().Header.Get("Accept-Language"))
	if err == nil && len(tags) > 0 {
		region, _ := tags[0].Region()
		wishes = append(wishes, region.String())
	}
	for _, iso := range append(wishes, "US") {
		if l.offered(iso) {
			return iso
		}
	}
	return ""
}

// hintedNumber is the number that the app put into the link; "" for none and for one
// that cannot be.
func hintedNumber(c echo.Context) auth.Phone {
	hint := cmp.Or(c.QueryParam("login_hint"), c.QueryParam("phone"))
	if hint == "" {
		return ""
	}
	number, err := auth.ParseTypedPhone(hint, "")
	if err != nil {
		return "" // only a hint: the person types the number anyway
	}
	return number
}

// setCountry sets the country of a phone page, and an example of its numbers (P1).
func setCountry(p *views.PhoneProps, iso string) {
	p.Country = iso
	if p.Example, p.Whole = example(iso); p.Example == "" {
		p.Example, p.Whole = example("US")
	}
}

// example is a number of a country in both spellings, ready to stand in a text.
func example(iso string) (national, whole string) {
	national, whole = phone.Example(iso)
	return unbreakable(national), unbreakable(whole)
}

// offered reports whether the phone page offers a country.
func (l *countries) offered(iso string) bool {
	return slices.ContainsFunc(l.lists[locales.English](), func(c views.Country) bool { return c.ISO == iso })
}

// typed reads a phone form: the number as it was typed, and the chosen country. The
// country is "" where the page does not offer it.
func (l *countries) typed(c echo.Context) (typed, country string) {
	form := c.Request().PostForm
	if country = form.Get("country"); !l.offered(country) {
		country = ""
	}
	return form.Get("phone"), country
}

// countryName is the name of a country in the language of the text; "" for none.
func countryName(text locales.Printer, iso string) string {
	region, err := language.ParseRegion(iso)
	if err != nil {
		return ""
	}
	return countryNames(language.Make(text.Lang())).Name(region)
}

// countryNames are the names of countries in a language; in English where there are
// none.
func countryNames(lang language.Tag) display.Namer {
	if names := display.Regions(lang); names != nil {
		return names
	}
	return display.Regions(language.English)
}
