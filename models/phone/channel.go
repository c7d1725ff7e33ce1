package phone

// Channel is the kind of message to a phone.
type Channel string

// The channels. Their values are those of the JSON API (wire contract, section 6.1).
const (
	SMS      Channel = "sms"
	WhatsApp Channel = "whatsapp"
)
