package auth

import (
	"strings"

	"phonelogin/auth/texts"
)

// bindingOf tells where the code of a request is entered. Every part of it was
// written down by the operator (proves S25).
func (s *Service) bindingOf(r Request) texts.Binding {
	switch {
	case r.Channel != SMS:
		return texts.Binding{} // browsers and Android read SMS only
	case !strings.HasPrefix(r.Face, PagesFace):
		return texts.Binding{Host: s.rules.SMS.SiteHost, AndroidHash: s.rules.SMS.AndroidHash}
	case r.EmbeddedIn != "":
		return texts.Binding{Host: r.EmbeddedIn, Embedded: s.host}
	}
	return texts.Binding{Host: s.host}
}
