package views

import (
	"time"

	"github.com/a-h/templ"
)

// noon is when all pages of the tests are shown.
var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

func page(title string) Page {
	return Page{Title: title, App: "Flower Shop", Nonce: "test-nonce", FormToken: "test-token", Support: "https://shop.example/help",
		Terms: "https://shop.example/terms", Privacy: "https://shop.example/privacy"}
}

func phoneProps() PhoneProps {
	return PhoneProps{
		Example: "0151 23456789", Whole: "+49 151 23456789",
		Page: page("Sign in"), Heading: "Sign in", Lead: "Enter your mobile number.", Action: "/login?state=a%26b",
		Countries: []Country{{"FR", "France", "+33"}, {"DE", "Germany", "+49"}, {"GB", "United Kingdom", "+44"}},
		Country:   "DE", Button: "Text me a code", Options: []Option{{"whatsapp", "Use WhatsApp instead"}}, Focus: true,
	}
}

func codeProps() CodeProps {
	return CodeProps{
		Page: page("Enter the code"), Heading: "Enter the code", Lead: "We texted it to +49 1512 3456789.",
		Action: "/login/code?flow=f1", Digits: 6, Now: noon, ExpiresAt: noon.Add(5 * time.Minute),
		ResendAt: noon.Add(time.Minute), SendsLeft: 5, ResendTo: "/login/codes?flow=f1",
		Options: []Option{{"whatsapp", "Use WhatsApp instead"}}, ChangeTo: "/login?flow=f1", AutoSubmit: true,
		Help: "Messages can take a minute.",
	}
}

func accountProps() AccountProps {
	return AccountProps{
		Page: page("Your account"), Number: "+49 1512 3456789", Since: noon.AddDate(-1, 0, 0),
		Session: "Signed in here with Chrome on Android", Others: 2,
	}
}

func deleteProps() DeleteProps {
	return DeleteProps{
		Page: page("Delete your account"), Number: "+49 … 89", Action: "/account/delete", ProofTo: "/account/delete/proof", Digits: 4,
		Options: []Option{{"whatsapp", "Use WhatsApp instead"}},
	}
}

func revertProps() RevertProps {
	return RevertProps{
		Page: page("Take the change back"), Old: "+49 … 89", New: "+49 … 12", At: noon, Action: "/account/revert/secret",
	}
}

func messageProps() MessageProps {
	return MessageProps{
		Page: page("You are signed out"), Heading: "You are signed out", Text: "See you soon.", Link: "/login", LinkTo: "Sign in again",
	}
}

func inboxProps() InboxProps {
	return InboxProps{Page: page("Inbox"), Messages: []InboxMessage{
		{To: "+4915123456789", Channel: "sms", Code: "012345", At: noon,
			Text: "012345 is your code for Flower Shop. Do not share it.\n\n@shop.example #012345"},
		{To: "+4915123456700", Channel: "whatsapp", At: noon.Add(-time.Minute),
			Text: "The number of your account was changed. Not you? http://127.0.0.1:8080/account/revert/averylongsecretthatdoesnotfitonaline0123456789"},
	}}
}

// with changes a copy of the props.
func with[P any](p P, change func(*P)) P {
	change(&p)
	return p
}

var (
	tooShort = Problem{Text: "That number is too short. Check that no digit is missing."}
	wrong    = Problem{Text: "That code is not right. You have 2 tries left."}
)

// states are all pages in all states, by the names of their golden files.
func states() map[string]templ.Component {
	return map[string]templ.Component{
		"phone": Phone(phoneProps()),
		"phone-problem": Phone(with(phoneProps(), func(p *PhoneProps) {
			p.Phone, p.Problem, p.Focus = "0151 2", tooShort, false
		})),
		"phone-new": Phone(with(phoneProps(), func(p *PhoneProps) {
			p.Heading, p.Cancel, p.Options, p.Support = "Your new number", "/account", nil, ""
		})),
		"phone-anywhere": Phone(with(phoneProps(), func(p *PhoneProps) { p.Countries = nil })),
		"continue": Continue(ContinueProps{
			Page: page("Continue"), Number: "+49 … 89", Action: "/login/continue", Other: "/login?other=1",
		}),
		"code":         Code(codeProps()),
		"code-problem": Code(with(codeProps(), func(p *CodeProps) { p.Code, p.Problem = "111111", wrong })),
		"code-ready": Code(with(codeProps(), func(p *CodeProps) {
			p.Now = p.ResendAt.Add(time.Second)
		})),
		"code-landline": Code(with(codeProps(), func(p *CodeProps) {
			p.Help = "That looks like a landline, where a text may not arrive."
		})),
		"code-again": Code(with(codeProps(), func(p *CodeProps) { p.Status = "We texted the code again." })),
		"code-dead": Code(with(codeProps(), func(p *CodeProps) {
			p.Dead, p.Problem, p.Now = true, Problem{Text: "That code has expired."}, noon.Add(time.Hour)
		})),
		"code-whatsapp": Code(with(codeProps(), func(p *CodeProps) {
			p.WhatsApp, p.Options = true, []Option{{"sms", "Text me instead"}}
		})),
		"code-last": Code(with(codeProps(), func(p *CodeProps) { p.SendsLeft = 0 })),
		"code-proof": Code(with(codeProps(), func(p *CodeProps) {
			p.ChangeTo, p.Cancel, p.AutoSubmit, p.Options = "", "/account", false, nil
		})),
		"done":          Done(DoneProps{Page: page("You are signed in"), Target: "flowershop://signed-in?code=c1"}),
		"done-web":      Done(DoneProps{Page: page("You are signed in"), Target: "https://shop.example/cb?code=c1&state=a%26b"}),
		"account":       Account(accountProps()),
		"account-alone": Account(with(accountProps(), func(p *AccountProps) { p.Others = 0 })),
		"account-changed": Account(with(accountProps(), func(p *AccountProps) {
			p.Others, p.Status, p.Dev = 0, "2 other sessions were ended.", true
		})),
		"account-places": Account(with(accountProps(), func(p *AccountProps) {
			p.Delete, p.Places = true, []Place{
				{"s1", "Safari on iPhone", noon.Add(-time.Hour), noon},
				{"s2", "Firefox on Linux", noon.AddDate(0, -1, 0), noon.AddDate(0, 0, -1)},
			}
		})),
		"delete":        Delete(deleteProps()),
		"delete-proven": Delete(with(deleteProps(), func(p *DeleteProps) { p.Proven = true })),
		"delete-problem": Delete(with(deleteProps(), func(p *DeleteProps) {
			p.Proven, p.Problem = true, Problem{Text: "Those are not the last 4 digits of your number."}
		})),
		"proof": Proof(ProofProps{
			Page: page("Change your number"), Number: "+49 … 89", Action: "/account/phone", Options: []Option{{"whatsapp", "Use WhatsApp instead"}},
		}),
		"proof-problem": Proof(ProofProps{
			Page: page("Change your number"), Number: "+49 … 89", Action: "/account/phone", Problem: Problem{Text: "A code was just sent."},
		}),
		"proof-unsupported": Proof(with(ProofProps{
			Page: page("Change your number"), Number: "+49 … 89", Action: "/account/phone",
		}, func(p *ProofProps) { p.Support = "" })),
		"changed":     Changed(ChangedProps{Page: page("Your number is changed"), Number: "+49 1512 3456712", Ended: 1}),
		"changed-all": Changed(ChangedProps{Page: page("Your number is changed"), Number: "+49 1512 3456712", Others: 2}),
		"revert":      Revert(revertProps()),
		"revert-problem": Revert(with(revertProps(), func(p *RevertProps) {
			p.Problem = Problem{Text: "This page had been open for too long."}
		})),
		"revert-done":   Revert(with(revertProps(), func(p *RevertProps) { p.Done = true })),
		"message":       Message(messageProps()),
		"message-plain": Message(with(messageProps(), func(p *MessageProps) { p.Link, p.LinkTo = "", "" })),
		"message-error": Message(with(messageProps(), func(p *MessageProps) {
			p.Error, p.Heading, p.Text = true, "This link does not work", "The app that sent you here asked for something that it may not."
			p.Detail, p.ID = "bad_redirect: https://evil.example/ is not registered", "req-1"
		})),
		"inbox":       Inbox(inboxProps()),
		"inbox-empty": Inbox(InboxProps{Page: page("Inbox")}),
		"inbox-list":  InboxList(inboxProps()),
	}
}
