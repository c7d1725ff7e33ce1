package views

import (
	"time"

	"github.com/a-h/templ"

	"phonelogin/locales"
)

// noon is the time of all examples.
var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

// examples fill pages in one language. Golden tests and the storybook of development
// mode show the same.
type examples struct {
	locales.Printer
	nonce string // of the policy under which they are shown
}

func (e examples) page(key string) Page {
	return Page{
		Title: e.T(key), App: "Flower Shop", Nonce: e.nonce, FormToken: "test-token", Support: "https://shop.example/help",
		Terms: "https://shop.example/terms", Privacy: "https://shop.example/privacy", Language: e.Lang(),
	}
}

func (e examples) phone() PhoneProps {
	return PhoneProps{
		Example: "0151 23456789", Whole: "+49 151 23456789",
		Page: e.page("phone.title"), Heading: e.T("phone.heading"), Lead: e.T("phone.lead", "app", "Flower Shop"), Action: "/login?state=a%26b",
		Countries: []Country{{"FR", "France", "+33"}, {"DE", "Germany", "+49"}, {"GB", "United Kingdom", "+44"}},
		Country:   "DE", Button: e.T("phone.button"), Options: e.other("whatsapp"), Focus: true,
	}
}

func (e examples) other(channel string) []Option {
	return []Option{{channel, e.T("channel." + channel)}}
}

func (e examples) code() CodeProps {
	return CodeProps{
		Page: e.page("code.title"), Heading: e.T("code.heading"), Lead: e.T("code.lead.sms", "number", "+49 1512 3456789"), Number: "+49 1512 3456789",
		Action: "/login/code?flow=f1", Digits: 6, Now: noon, ExpiresAt: noon.Add(5 * time.Minute),
		ResendAt: noon.Add(time.Minute), SendsLeft: 5, ResendTo: "/login/codes?flow=f1",
		Options: e.other("whatsapp"), ChangeTo: "/login?flow=f1", AutoSubmit: true,
		Help: e.T("code.help"),
	}
}

func (e examples) delivery(seen string) DeliveryProps {
	return DeliveryProps{Page: e.page("code.title"), Text: e.T("delivery." + seen), Seen: seen, From: "/login/code/delivery?flow=f1"}
}

func (e examples) account() AccountProps {
	return AccountProps{
		Page: e.page("account.title"), Number: "+49 1512 3456789", Since: noon.AddDate(-1, 0, 0),
		Session: Session{Device: "Chrome (Android)", SignedInAt: noon}, Others: 2,
	}
}

func (e examples) delete() DeleteProps {
	return DeleteProps{
		Page: e.page("delete.title"), Number: "+49 … 89", Action: "/account/delete", ProofTo: "/account/delete/proof", Digits: 4,
		Options: e.other("whatsapp"),
	}
}

func (e examples) proof() ProofProps {
	return ProofProps{Page: e.page("proof.title"), Number: "+49 … 89", Action: "/account/phone"}
}

func (e examples) changed() ChangedProps {
	return ChangedProps{Page: e.page("changed.title"), Number: "+49 1512 3456712"}
}

func (e examples) revert() RevertProps {
	return RevertProps{
		Page: e.page("revert.title"), Old: "+49 … 89", New: "+49 … 12", At: noon, Action: "/account/revert/secret",
	}
}

func (e examples) message() MessageProps {
	return MessageProps{
		Page: e.page("signed_out.title"), Heading: e.T("signed_out.heading"), Text: e.T("signed_out.text"),
		Link: "/login", LinkTo: e.T("signed_out.link"),
	}
}

func (e examples) fault() MessageProps {
	return MessageProps{
		Page: e.page("error.title"), Heading: e.T("error.fault.heading"), Text: e.T("error.fault.text"), Error: true,
		ID: "5b1fd9a0-3c52-4c1e-9a2e-0d9a5a2f7c11",
	}
}

func (e examples) inbox() InboxProps {
	return InboxProps{Page: with(e.page("inbox.title"), func(p *Page) { p.Dev = true }), Messages: []InboxMessage{
		{To: "+4915123456789", Channel: "sms", Code: "012345", At: noon,
			Text: "012345 is your code for Flower Shop. Do not share it.\n\n@shop.example #012345"},
		{To: "+4915123456700", Channel: "whatsapp", At: noon.Add(-time.Minute),
			Text: "The number of your account was changed. Not you? http://127.0.0.1:8080/account/revert/averylongsecretthatdoesnotfitonaline0123456789"},
	}}
}

// with returns a changed copy of props.
func with[P any](p P, change func(*P)) P {
	change(&p)
	return p
}

// States are all pages in all states in a language, by the names of their golden
// files. nonce is that of the page's policy.
func States(lang, nonce string) map[string]templ.Component {
	e := examples{locales.New(lang), nonce}
	return map[string]templ.Component{
		"phone": Phone(e.phone()),
		"phone-problem": Phone(with(e.phone(), func(p *PhoneProps) {
			p.Phone, p.Problem, p.Focus = "0151 2", Problem{Text: e.T("phone.problem.short")}, false
		})),
		"phone-interrupted": Phone(with(e.phone(), func(p *PhoneProps) { p.Notice = e.T("phone.gone.code") })),
		"phone-signed-out":  Phone(with(e.phone(), func(p *PhoneProps) { p.Notice = e.T("phone.gone.session") })),
		"phone-new": Phone(with(e.phone(), func(p *PhoneProps) {
			p.Heading, p.Cancel, p.Options, p.Support = e.T("new_phone.heading"), "/account", nil, ""
		})),
		"phone-themed": Phone(with(e.phone(), func(p *PhoneProps) {
			p.Look = Look{Sheet: asset("app.css"), Logo: asset("icon.svg"), LogoWidth: 36, Panel: "#402060", PanelDark: "#201030", Mode: "dark"}
		})),
		"phone-anywhere": Phone(with(e.phone(), func(p *PhoneProps) { p.Countries = nil })),
		"continue": Continue(ContinueProps{
			Page: e.page("continue.title"), Number: "+49 … 89", Action: "/login/continue", Other: "/login?other=1",
		}),
		"code":         Code(e.code()),
		"code-problem": Code(with(e.code(), func(p *CodeProps) { p.Code, p.Problem = "111111", Problem{Text: e.N("code.problem.wrong_left", 2)} })),
		"code-ready": Code(with(e.code(), func(p *CodeProps) {
			p.Now = p.ResendAt.Add(time.Second)
		})),
		"code-landline": Code(with(e.code(), func(p *CodeProps) {
			p.Help = e.T("code.landline")
		})),
		"code-again": Code(with(e.code(), func(p *CodeProps) { p.Status = e.T("status.sent.sms") })),
		"code-dead": Code(with(e.code(), func(p *CodeProps) {
			p.Dead, p.Problem, p.Now = true, Problem{Text: e.T("code.problem.expired")}, noon.Add(time.Hour)
		})),
		"code-whatsapp": Code(with(e.code(), func(p *CodeProps) {
			p.WhatsApp, p.Options = true, e.other("sms")
		})),
		"code-overdue": Code(with(e.code(), func(p *CodeProps) {
			p.Delivery = e.delivery("overdue.on_its_way")
			p.Delivery.Offer = &e.other("whatsapp")[0]
		})),
		"code-delivered": Code(with(e.code(), func(p *CodeProps) {
			p.Delivery = e.delivery("delivered")
			p.Delivery.Ended = true
		})),
		"code-last": Code(with(e.code(), func(p *CodeProps) { p.SendsLeft = 0 })),
		"code-proof": Code(with(e.code(), func(p *CodeProps) {
			p.ChangeTo, p.Cancel, p.AutoSubmit, p.Options = "", "/account", false, nil
		})),
		"done":          Done(DoneProps{Page: e.page("done.title"), Target: "flowershop://signed-in?code=c1"}),
		"done-web":      Done(DoneProps{Page: e.page("done.title"), Target: "https://shop.example/cb?code=c1&state=a%26b"}),
		"account":       Account(e.account()),
		"account-alone": Account(with(e.account(), func(p *AccountProps) { p.Others = 0 })),
		"account-changed": Account(with(e.account(), func(p *AccountProps) {
			p.Others, p.Status, p.Dev = 0, e.N("status.ended", 2), true
		})),
		"account-places": Account(with(e.account(), func(p *AccountProps) {
			p.Delete, p.OtherSessions = true, []Session{
				{ID: "s1", Device: "Safari (iPhone)", SignedInAt: noon.Add(-time.Hour), UsedAt: noon},
				{ID: "s2", Device: "Firefox (Linux)", SignedInAt: noon.AddDate(0, -1, 0), UsedAt: noon.AddDate(0, 0, -1)},
			}
		})),
		"delete":        Delete(e.delete()),
		"delete-proven": Delete(with(e.delete(), func(p *DeleteProps) { p.Proven = true })),
		"delete-problem": Delete(with(e.delete(), func(p *DeleteProps) {
			p.Proven, p.Problem = true, e.refusal("delete.problem.digits")
		})),
		"proof": Proof(with(e.proof(), func(p *ProofProps) { p.Options = e.other("whatsapp") })),
		"proof-problem": Proof(with(e.proof(), func(p *ProofProps) {
			p.Problem = Problem{Text: e.T("problem.soon", "wait", e.N("time.seconds", 40))}
		})),
		"proof-unsupported": Proof(with(e.proof(), func(p *ProofProps) { p.Support = "" })),
		"changed":           Changed(with(e.changed(), func(p *ChangedProps) { p.Ended = 1 })),
		"changed-all":       Changed(with(e.changed(), func(p *ChangedProps) { p.Others = 2 })),
		"revert":            Revert(e.revert()),
		"revert-problem": Revert(with(e.revert(), func(p *RevertProps) {
			p.Problem = Problem{Text: e.T("problem.stale")}
		})),
		"revert-done":   Revert(with(e.revert(), func(p *RevertProps) { p.Done = true })),
		"message":       Message(e.message()),
		"message-plain": Message(with(e.message(), func(p *MessageProps) { p.Link, p.LinkTo = "", "" })),
		"message-error": Message(with(e.message(), func(p *MessageProps) {
			p.Error, p.Heading, p.Text = true, e.T("error.app.heading"), e.T("error.app.text")
			p.Detail, p.ID = "bad_redirect: https://evil.example/ is not registered", "req-1"
		})),
		"message-fault": Message(with(e.fault(), func(p *MessageProps) {
			p.Link, p.LinkTo, p.Retry = "/login?state=a%26b", e.T("error.again"), true
		})),
		"message-again": Message(with(e.fault(), func(p *MessageProps) {
			p.Again = &Again{Action: "/login?state=a%26b", Fields: []Field{
				{"country", "DE"}, {"form_token", "test-token"}, {"phone", `0151 2345678 "quoted"`},
			}}
		})),
		"inbox":       Inbox(e.inbox()),
		"inbox-empty": Inbox(InboxProps{Page: e.page("inbox.title")}),
		"inbox-list":  InboxList(e.inbox()),
	}
}
