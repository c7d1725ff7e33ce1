package providertest

import (
	"encoding/json"
	"regexp"
	"strings"
	"unicode/utf8"
)

// The patterns of the published API description.
var (
	accountSID = regexp.MustCompile(`^AC[0-9a-fA-F]{32}$`)
	serviceSID = regexp.MustCompile(`^MG[0-9a-fA-F]{32}$`)
	contentSID = regexp.MustCompile(`^HX[0-9a-fA-F]{32}$`)
	number     = regexp.MustCompile(`^(whatsapp:)?\+[1-9][0-9]{6,14}$`)
)

// maxBody is the most characters of a Body.
const maxBody = 1600

// fault is Twilio's error code for m; 0 for a valid message.
func (m Sent) fault() int {
	switch {
	case m.To == "":
		return 21604
	case !number.MatchString(m.To):
		return 21211
	case m.From == "" && m.ServiceSID == "":
		return 21603
	case m.From != "" && !number.MatchString(m.From):
		return 21212
	case m.From != "" && isWhatsApp(m.From) != isWhatsApp(m.To):
		return 21612
	case m.ServiceSID != "" && !serviceSID.MatchString(m.ServiceSID):
		return 21705
	}
	return m.contentFault()
}

func (m Sent) contentFault() int {
	var variables map[string]string
	switch {
	case m.ContentSID != "" && !contentSID.MatchString(m.ContentSID):
		return 21655
	case m.ContentVariables != "" && json.Unmarshal([]byte(m.ContentVariables), &variables) != nil:
		return 21656
	case m.ContentSID == "" && m.Body == "":
		return 21602
	case utf8.RuneCountInString(m.Body) > maxBody:
		return 21617
	}
	return 0
}

func isWhatsApp(address string) bool { return strings.HasPrefix(address, "whatsapp:") }
