package providers

// textlocalCodes are the error codes of Textlocal's API ("Send SMS", Textlocal
// documentation; 80 is of accounts in India).
var textlocalCodes = codes{
	1:   {BadRequest, "The request names no command."},
	2:   {BadRequest, "Textlocal does not know the command."},
	3:   {BadCredentials, "The API key is wrong, or may not be used from this address."},
	4:   {Reason(NotReached), "Textlocal found no recipient in the request."},
	5:   {Reason(BadMessage), "The message has no text."},
	6:   {TextTooLong, "The text is too long."},
	7:   {NoCredit, "The credits are used up."},
	8:   {BadRequest, "The time of sending is not valid."},
	9:   {BadRequest, "The time of sending is over."},
	10:  {BadRequest, "There is no such group of recipients."},
	11:  {BadRequest, "The group of recipients is empty."},
	32:  {InvalidNumber, "The number is not written correctly."},
	33:  {BadRequest, "The request names too many numbers."},
	34:  {BadRequest, "The request names both a group and numbers."},
	43:  {SenderNotAllowed, "The name of the sender is not valid or not registered."},
	44:  {SenderNotAllowed, "The name of the sender is missing."},
	51:  {InvalidNumber, "The number is not valid."},
	80:  {TemplateMismatch, "The text matches no registered template (DLT)."},
	191: {Reason(Temporary), "The account may not send at this hour of the day."},
	192: {Reason(Temporary), "The account may not send at this hour of the day."},
}
