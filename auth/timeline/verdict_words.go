package timeline

import (
	"phonelogin/auth/refusal"
	"phonelogin/models"
)

// refusalWords explain a refusal to an operator: what happened and what to do, as
// two halves of a sentence.
type refusalWords struct{ happened, then string }

// requestRefusals explain refused requests for a code.
var requestRefusals = map[string]refusalWords{
	string(refusal.TooSoon):              {"Too soon after another message or wrong codes", "wait, the answer says for how long"},
	string(refusal.NumberStopped):        {"The number was stopped after too many wrong codes", "it is not any more, so ask again"},
	string(refusal.OptedOut):             {"The number's owner wrote STOP", "that is lifted since, so ask again"},
	string(refusal.BudgetSpent):          {"The budget of messages was spent", "raise auth.rate_limit.sms_sent, or wait for the next period"},
	string(refusal.CountryRefused):       {"The country was not allowed", "it is now, so ask again"},
	string(refusal.BadChannel):           {"The channel is not offered", "enable a provider that carries it, or use another channel"},
	string(refusal.PhoneDisabled):        {"Sign-in by phone was off", "it is on now, so ask again"},
	string(refusal.UnknownNumber):        {"Nobody has the number, and the app asked for no new user", "sign up first"},
	string(refusal.SignupsClosed):        {"Nobody has the number, and sign-ups are closed", "create the user, or set auth.enable_signup"},
	string(refusal.SendRefused):          {"The provider does not take the number", "use another channel"},
	string(refusal.SendFailed):           {"No provider took the message", "see the log of that time"},
	string(refusal.TooManyFactorNumbers): {"The user had codes sent to too many new numbers", "wait a day"},
	string(refusal.HookRefused):          {"The hook refused", "see what it has against the request"},
	string(refusal.HookTimedOut):         {"The hook did not answer in time", "see what delays it"},
	string(refusal.HookUnreachable):      {"The hook could not be reached", "see whether it runs"},
	string(refusal.HookContentType):      {"The hook's answer was not JSON", "mend the hook"},
	string(refusal.HookTooLarge):         {"The hook's answer was too long", "mend the hook"},
	string(refusal.HookBusy):             {"The hook asked to be left alone for a while", "see why it is busy, then ask again"},
	string(refusal.HookFailed):           {"The hook's answer could not be used", "mend the hook"},
	models.ReasonNobodyMayEnter:          {"Nothing was sent, because the user is banned, or unknown while sign-ups are closed", "lift the ban, or create the user"},
	models.ReasonFault:                   {"A fault of this server or its database", "see the log of that time"},
}

// codeRefusals explain refused codes.
var codeRefusals = map[string]refusalWords{
	string(refusal.WrongCode):    {"The message came, and a wrong code was entered", "copy the code of the newest message"},
	string(refusal.TooManyTries): {"Five wrong codes had ended the code that was entered", "ask for a new one"},
	string(refusal.CodeExpired):  {"The code came or was entered too late", "ask for it again, within ten minutes it stays the same"},
	string(refusal.CheckFailed):  {"The provider that made the code could not be asked about it", "try again"},
	string(refusal.UserBanned):   {"The code is right, and the user is banned", "lift the ban to let them in"},
	models.ReasonNoLivingCode:    {"A code was entered when none was good", "ask for it again, within ten minutes it stays the same"},
	models.ReasonOlderCode:       {"The code of an older message was entered", "use that of the newest"},
}

func wordsOf(table map[string]refusalWords, reason string) refusalWords {
	if w, found := table[reason]; found {
		return w
	}
	return refusalWords{"Refused as " + reason, "see the log of that time"}
}
