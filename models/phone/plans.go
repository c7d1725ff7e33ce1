package phone

import "regexp"

// The calling codes that the tables name.
const (
	mexico, argentina, brazil, chile, vietnam = 52, 54, 55, 56, 84
	ivoryCoast, benin                         = 225, 229
)

// respelling is a spelling that a country gave up, or uses only at times, and
// that libphonenumber does not read. All digits are those within the country.
type respelling struct {
	then *regexp.Regexp
	now  string // what becomes of it
	is   *regexp.Regexp
	was  []string // how a number of today may have been stored
}

func respell(then, now, is string, was ...string) respelling {
	return respelling{regexp.MustCompile(`^` + then + `$`), now, regexp.MustCompile(`^` + is + `$`), was}
}

// soviet is the 8 that opened trunk calls in all of the Soviet Union. These
// countries have dropped it. In Estonia it is left alone: mobile numbers have seven
// or eight digits there and may begin with 8, so 8 and a number of seven digits can
// be somebody else's.
var soviet = respell(`80?(\d{7,9})`, `$1`, `(\d{7,9})`, `8$1`)

// respellings are, by calling code:
//
//	+52  1 before mobile numbers from abroad, 044 and 045 at home, 01 to landlines: all dropped by the IFT on 2019-08-03
//	+54  9 from abroad, 15 behind the area code at home (Plan Fundamental de Numeración Nacional); libphonenumber
//	     reads the second, but not behind the country's code and the trunk zero
//	+55  a ninth digit before all mobile numbers since 2016 (ANATEL, Resolução 553/2010)
//	+56  09 before eight digits until 2016 (SUBTEL); the 9 is part of the number now
//	+84  eleven digits became ten in 2018 (MIC, 798/QĐ-BTTTT)
//	+225 eight digits became ten on 2021-01-31: 01, 05 or 07 by operator, which the second digit told (ARTCI)
//	+229 01 before all numbers since 2024-11-30 (ARCEP Bénin)
var respellings = map[int][]respelling{
	mexico: {respell(`(?:1|01|044|045)(\d{10})`, `$1`, `(\d{10})`, `1$1`, `01$1`, `044$1`, `045$1`)},
	argentina: {
		respell(`0?(\d{2})15(\d{8})`, `9$1$2`, `9(\d{2})(\d{8})`, `$1$2`, `${1}15$2`, `0${1}15$2`),
		respell(`0?(\d{3})15(\d{7})`, `9$1$2`, `9(\d{3})(\d{7})`, `${1}15$2`, `0${1}15$2`),
		respell(`0?(\d{4})15(\d{6})`, `9$1$2`, `9(\d{4})(\d{6})`, `${1}15$2`, `0${1}15$2`),
	},
	brazil:     {respell(`0?(\d{2})([6-9]\d{7})`, `${1}9$2`, `(\d{2})9([6-9]\d{7})`, `$1$2`)},
	chile:      {respell(`09?([4-9]\d{7})`, `9$1`, `9(\d{8})`, `09$1`)},
	vietnam:    vietnamese(),
	ivoryCoast: ivorian(),
	benin:      {respell(`(\d{8})`, `01$1`, `01(\d{8})`, `$1`)},
	371:        {soviet}, 373: {soviet}, 374: {soviet}, 380: {soviet},
	992: {soviet}, 994: {soviet}, 995: {soviet}, 996: {soviet}, 998: {soviet},
}

func vietnamese() []respelling {
	var all []respelling
	for then, now := range map[string]string{
		"120": "70", "121": "79", "122": "77", "126": "76", "128": "78", // MobiFone
		"123": "83", "124": "84", "125": "85", "127": "81", "129": "82", // VinaPhone
		"162": "32", "163": "33", "164": "34", "165": "35", "166": "36", "167": "37", "168": "38", "169": "39", // Viettel
		"186": "56", "188": "58", "199": "59", // Vietnamobile, Gmobile
	} {
		all = append(all, respell(`0?`+then+`(\d{7})`, now+`$1`, now+`(\d{7})`, then+`$1`))
	}
	return all
}

func ivorian() []respelling {
	var all []respelling
	for second, operator := range map[string]string{"[1-3]": "01", "[4-6]": "05", "[7-9]": "07"} {
		all = append(all, respell(`([04-9]`+second+`\d{6})`, operator+`$1`, operator+`([04-9]`+second+`\d{6})`, `$1`))
	}
	return all
}

// moreWaysOut are ways out of a country beside those of its plan in
// libphonenumber: 010 behind the codes of Japan's carriers, and the Soviet 8 10.
var moreWaysOut = map[string][]string{
	"JP": {"001010", "0033010", "0061010"},
	"AM": {"810"}, "AZ": {"810"}, "EE": {"810"}, "GE": {"810"}, "KG": {"810"}, "LT": {"810"},
	"LV": {"810"}, "MD": {"810"}, "UA": {"810"}, "UZ": {"810"},
}
