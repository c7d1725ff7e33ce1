package phone

import (
	"net/url"
	"regexp"
	"strings"
)

var (
	// dialled begins a link that has a number after it and nothing else.
	dialled = regexp.MustCompile(`^(?i)(?:tel|sms|smsto|mms|callto|facetime|facetime-audio|skype):(?://)?`)
	// address begins a link with a number somewhere in it.
	address = regexp.MustCompile(`^(?i)(?:https?|whatsapp|viber|tg|sgnl):`)
)

// fromLink is the number in a link that people copy from contacts and messengers:
// RFC 3966 (tel), RFC 5724 (sms), wa.me and the like. Refuses with NotOne for an
// extension or a second number, and with BadSign for a link without one.
func fromLink(text string) (number string, isLink bool, err error) {
	if host, _, found := strings.Cut(text, "/"); found && messengers[strings.ToLower(host)] {
		text = "https://" + text
	}
	if address.MatchString(text) {
		number, err = fromAddress(text)
		return number, true, err
	}
	begin := dialled.FindString(text)
	if begin == "" {
		return "", false, nil
	}
	number, _, _ = strings.Cut(text[len(begin):], "?")
	if unescaped, err := url.PathUnescape(number); err == nil {
		number = unescaped
	}
	number, parameters, _ := strings.Cut(number, ";")
	for parameter := range strings.SplitSeq(strings.ToLower(parameters), ";") {
		name, value, _ := strings.Cut(parameter, "=")
		switch {
		case name == "ext" || name == "isub":
			return "", true, NotOne
		case name == "phone-context" && strings.HasPrefix(value, "+") && !strings.HasPrefix(number, "+"):
			number = value + number // of a local number only (RFC 3966, section 5.1.5)
		}
	}
	return number, true, nil
}

// messengers have the number in the path of their links, with the country's
// code and perhaps without "+".
var messengers = map[string]bool{"wa.me": true, "www.wa.me": true, "t.me": true, "signal.me": true}

func fromAddress(text string) (string, error) {
	u, err := url.Parse(strings.ReplaceAll(text, " ", "+"))
	if err != nil {
		return "", BadSign
	}
	q := u.Query()
	for _, key := range []string{"phone", "number", "p"} {
		switch numbers := q[key]; {
		case len(numbers) > 1:
			return "", NotOne
		case len(numbers) == 1 && numbers[0] != "":
			return withPlus(numbers[0])
		}
	}
	if messengers[strings.ToLower(u.Host)] {
		path := strings.TrimRight(u.Path+u.Fragment, "/")
		return withPlus(path[strings.LastIndex(path, "/")+1:])
	}
	return "", BadSign
}

// withPlus is a number of a link, where the country's code always comes first.
func withPlus(number string) (string, error) {
	number = strings.TrimLeft(number, " +")
	if strings.Trim(number, "0123456789 -()") != "" || number == "" {
		return "", BadSign
	}
	return "+" + number, nil
}
