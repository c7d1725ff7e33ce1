package providers

// kindOfCode judges the codes of Twilio's Error and Warning Dictionary that say
// more than the status of the answer does.
func kindOfCode(code int) (kind Kind, known bool) {
	switch code {
	case 21211, // To is not a valid number
		21214, // To cannot be reached
		21217, // not a valid number
		21219, // To is not verified (trial accounts, calls)
		21265, // To is a short code
		21408, // the region of To is not enabled for the account
		21608, // To is not verified (trial accounts, messages)
		21612, // no route from this sender to To
		21614, // To is not a mobile number
		21635, // To is a landline
		30003, // handset unreachable
		30004, // blocked by the recipient or the carrier
		30005, // unknown handset
		30006, // landline or unreachable carrier
		30007, // filtered as unwanted
		30008, // not delivered, for no reason that the carrier names
		63003, // To is not on this channel
		63016, // WhatsApp wants a template for this recipient
		63024: // not a valid recipient on this channel
		return BadNumber, true
	case 21610: // the number's owner wrote STOP
		return OptedOut, true
	case 20003, // wrong account or token
		20404, // no such account or resource
		21212, // From is not a valid number
		21603, // no sender given
		21606, // From cannot send messages
		21659, // From is not a number of Twilio's
		21703, // the Messaging Service has no sender
		30002: // account suspended
		return BadProvider, true
	case 20429, // too many requests
		30001: // queue is full
		return Temporary, true
	}
	return "", false
}
