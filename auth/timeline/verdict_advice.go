package timeline

import (
	"phonelogin/models"
	"phonelogin/providers"
)

// advice says what to do about each reason of a failed message, as the end of a
// sentence. A reason without its own has the advice of its kind.
var advice = map[providers.Reason]string{
	providers.InvalidNumber: "ask the person for their number, it has a typing error",
	providers.Landline:      "use another channel or a mobile number",
	providers.NotInUse:      "ask the person for their number, it is wrong or given up",
	providers.NotOnWhatsApp: "use SMS",

	providers.Unreachable: "ask the person to switch the phone on and try again, or use another channel",
	providers.Blocked:     "ask the person to unblock the sender, or use another channel",
	providers.Filtered:    "use another channel or provider, and ask the provider what its filter has against the text or the sender",
	providers.NoRoute:     "use another sender or provider for this country, see auth.sms.routes",

	providers.TextTooLong:      "shorten the text, see docs/message-texts.md",
	providers.TemplateMismatch: "register the text with the provider as it is, see docs/message-texts.md",

	providers.RegionNotEnabled:    "switch the country on in the provider's console, or use another provider for it",
	providers.SenderNotRegistered: "register the sender for this country, or use another provider for it",

	providers.BadCredentials:      "correct the provider's settings, and run `web check`",
	providers.NoCredit:            "pay in to the account, or raise its limit",
	providers.AccountSuspended:    "write to the provider, and use another one meanwhile",
	providers.TrialAccount:        "upgrade the account, or add the number to its list",
	providers.SenderNotAllowed:    "correct the sender in the provider's settings",
	providers.TemplateNotApproved: "correct the template in the provider's console",
	providers.NotEnabled:          "switch it on in the provider's console",
	providers.BadRequest:          "correct the provider's settings, and run `web check`",

	providers.RateLimited: "try again, and ask the provider for more throughput or enable a second one",
	providers.Busy:        "try again in a minute",
	providers.NoAnswer:    "try again, and enable a second provider if it happens often",

	providers.Reason(providers.BadNumber):   "check the number, or use another channel",
	providers.Reason(providers.NotReached):  "try again, or use another channel",
	providers.Reason(providers.NumberLimit): "let the person wait an hour, or use another channel",
	providers.Reason(providers.OptedOut):    "START from the phone or `web unblock` lifts it, or use another channel",
	providers.Reason(providers.BadMessage):  "correct the text, see docs/message-texts.md",
	providers.Reason(providers.BadRegion):   "open the country in the provider's console, or use another provider for it",
	providers.Reason(providers.BadProvider): "correct the account or its settings, and run `web check`",
	providers.Reason(providers.Temporary):   "try again, and enable a second provider if it happens often",
}

func adviceFor(r providers.Reason) string {
	if a, found := advice[r]; found {
		return a
	}
	return advice[providers.Reason(r.Kind())]
}

// describeAttempt says what a provider answered.
func describeAttempt(m models.Message, state string) string {
	what := map[models.Purpose]string{
		models.PurposeLogin: "a code to sign in", models.PurposePhoneChange: "a code for a change of number", models.PurposeProof: "a code to prove the number",
		models.PurposeMFA: "a code of a second factor", models.PurposeNotice: "a notice",
	}[m.Purpose]
	name := nameOf(m.Provider)
	switch state {
	case models.MessageSent:
		return name + " takes " + what + "."
	case models.MessageFailed:
		return name + " does not take " + what + ". " + failureText(m)
	case models.MessageUnsure:
		return name + " may have taken " + what + ". " + failureText(m)
	}
	return name + " is asked to send " + what + "."
}

// describeReport says what a provider reported.
func describeReport(m models.Message) string {
	if m.State == models.MessageDelivered {
		return nameOf(m.Provider) + " reports that the phone has it."
	}
	return nameOf(m.Provider) + " reports that nobody will get it. " + failureText(m)
}

func failureText(m models.Message) string {
	return ExplainFailure(m.Provider, m.State, m.Reason, m.Code)
}

// ExplainFailure explains the state of a provider's message: by the provider's code
// if it is documented, else by our reason.
func ExplainFailure(provider, state, reason, code string) string {
	if says := providers.CodeMeaning(provider, code, state == models.MessageUndelivered); says != "" {
		return says
	}
	if says := providers.Reason(reason).Meaning(); says != "" {
		return says
	}
	return "It does not say why."
}

// describeEvent says what happened in an event without a message.
func describeEvent(e models.NumberEvent) string {
	switch e.Kind {
	case models.EventOptOutLifted:
		switch e.Reason {
		case models.ByOwner:
			return "The number's owner wrote START."
		case models.ByProvider:
			return "The provider takes messages again, so the opt-out is over."
		}
		return "An operator lifted the opt-out."
	case models.EventUnstopped:
		return "An operator lets people try codes again."
	case models.EventCodeRefused:
		return wordsOf(codeRefusals, e.Reason).happened + "."
	}
	return wordsOf(requestRefusals, e.Reason).happened + "."
}
