package providers

// messageBirdCodes are the error codes of MessageBird's REST API ("Errors",
// MessageBird documentation).
var messageBirdCodes = codes{
	2:   {BadCredentials, "The access key is wrong."},
	9:   {BadRequest, "A parameter is missing."},
	10:  {BadRequest, "A parameter is not valid."},
	20:  {BadRequest, "MessageBird has no such resource."},
	21:  {BadRequest, "The request is not valid."},
	25:  {NoCredit, "The balance is used up."},
	98:  {BadRequest, "There is no such API at this address."},
	99:  {ProviderDown, "MessageBird has an internal fault."},
	101: {Reason(NumberLimit), "The same message was sent a moment ago."},
	103: {Blocked, "The number is on a list of those that get no messages."},
	104: {Reason(NumberLimit), "Too many messages went to this number."},
}

// messageBirdParameters are the reasons for codes that only say that a parameter is
// wrong.
var messageBirdParameters = map[string]Reason{
	"recipient": InvalidNumber, "recipients": InvalidNumber, "originator": SenderNotAllowed, "body": Reason(BadMessage),
}

// messageBirdReports are the values of statusErrorCode in a delivery report ("SMS
// Platform Extended Error Codes", Bird documentation). Most are the errors of
// GSM networks (3GPP TS 29.002), which the recipient's network named.
var messageBirdReports = codes{
	1:   {NotInUse, "The network knows no such subscriber."},
	2:   {Reason(NotReached), "The network did not find the phone's base station."},
	3:   {Reason(NotReached), "The network did not find the phone's exchange."},
	5:   {NotInUse, "The network cannot identify the subscriber."},
	6:   {Unreachable, "The phone does not answer: it is off or out of coverage."},
	7:   {NotInUse, "The network does not know the device."},
	8:   {Unreachable, "The phone is abroad, where it gets no messages."},
	9:   {Blocked, "The network does not admit the subscriber."},
	10:  {Blocked, "The number's contract does not include messages."},
	11:  {Blocked, "The number's contract does not include messages."},
	12:  {Blocked, "The network does not admit the device."},
	13:  {Blocked, "The number's owner or network bars messages."},
	21:  {Landline, "The phone or its network does not know text messages."},
	27:  {Unreachable, "The phone is off or out of coverage."},
	28:  {Landline, "The device cannot get text messages."},
	31:  {Unreachable, "The phone was busy with another message."},
	32:  {Reason(NotReached), "The network could not deliver the message."},
	33:  {Unreachable, "Too many messages wait for this phone."},
	34:  {Reason(NotReached), "The recipient's network failed."},
	35:  {Reason(NotReached), "The recipient's network missed a piece of data."},
	36:  {Reason(NotReached), "The recipient's network got a value that it did not expect."},
	51:  {Reason(NotReached), "The recipient's network lacks resources."},
	71:  {Reason(BadMessage), "The phone does not know the alphabet of the text."},
	103: {Reason(OptedOut), "The number's owner wrote STOP."},
	104: {SenderNotRegistered, "The sender is not registered with the carrier."},
	255: {Reason(NotReached), "The network failed and does not say why."},
}

// messageBirdReasons are the values of statusReason, which say more than nothing
// where the code is missing or not listed.
var messageBirdReasons = map[string]Reason{
	"incorrect number":            InvalidNumber,
	"unknown subscriber":          NotInUse,
	"unavailable subscriber":      Unreachable,
	"teleservice not provisioned": Blocked,
	"opted out":                   Reason(OptedOut),
	"blacklisted":                 Blocked,
	"carrier rejected":            Filtered,
	"insufficient balance":        NoCredit,
	"capacity limit reached":      RateLimited,
}
