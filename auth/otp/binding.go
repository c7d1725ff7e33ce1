package otp

import (
	"phonelogin/auth/texts"
	"phonelogin/models"
	"phonelogin/models/phone"
)

// bindingOf says where the code of a challenge is entered, for the last line of its
// message. Every part of it comes from the settings (S25).
func (cs *Codes) bindingOf(c *models.Challenge) texts.Binding {
	switch {
	case c.Channel != phone.SMS:
		return texts.Binding{} // browsers and Android read SMS only
	case !c.Face.IsPages():
		return texts.Binding{Host: cs.sms.SiteHost, AndroidHash: cs.sms.AndroidHash}
	case c.EmbeddedIn != "":
		return texts.Binding{Host: string(c.EmbeddedIn), Embedded: cs.host}
	}
	return texts.Binding{Host: cs.host}
}
