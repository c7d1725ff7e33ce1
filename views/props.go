package views

import (
	"time"

	"phonelogin/locales"
)

// Page is what every page needs to know.
type Page struct {
	Title     string             // of the document, without the "Error:" that a Problem adds
	App       string             // name of the app that people are signing in to
	Nonce     string             // of the Content-Security-Policy
	FormToken string             // hidden field form_token of every form
	Support   string             // link for people who are stuck; "" when there is none
	Terms     string             // link to the app's terms; "" when there are none
	Privacy   string             // link to the app's privacy policy; "" when there is none
	Language  string             // of all texts, one of locales.Languages; "" is English
	Languages []locales.Language // that people may choose from
	Here      string             // address of this page, where a change of language leads back to
	Look      Look               // the app's; the zero value is ours
	Framed    bool               // shown in a frame of another site: what leads away opens a page of its own
	Dev       bool               // development mode: a quiet line links to /dev/inbox
}

// Look is how an app's pages look, made when the program starts.
type Look struct {
	Sheet     string // address of the style sheet
	Logo      string // address of the logo; "" for the product's sign
	LogoWidth int    // in CSS pixels, at its height of 36
	Panel     string // colour at the top of the page, for the browser's own frame
	PanelDark string // the same in the dark theme
	Mode      string // "light" or "dark" where the app has only one of them
}

// Problem is a refusal in words. The zero value means none.
type Problem struct {
	Text string // what happened and how to go on
}

// Country is one choice of the country control.
type Country struct {
	ISO  string // "DE"
	Name string // in the language of the page
	Code string // "+49"
}

// Option is a way to get the code other than the main one.
type Option struct {
	Channel string // value of the field "channel"
	Label   string // "Send it by WhatsApp"
}

// Captcha is the widget of a captcha's provider.
type Captcha struct {
	Script  string // address of the provider's script
	Class   string // of the element that the script looks for
	SiteKey string
}

// PhoneProps is the page that asks for a number: sign-in, and the new number of
// an account.
type PhoneProps struct {
	Page
	Heading   string // "Sign in", "Your new number"
	Lead      string // the sentence below it
	Action    string // where the form posts to
	Countries []Country
	Country   string // ISO code of the chosen country
	Examples  string // address of the examples of all countries, for scripts
	Example   string // a number as people in that country write it
	Whole     string // the same with the country's code
	Phone     string // what the person typed, kept after an error
	Hinted    string // the number that the app filled in, "" for none
	Button    string // "Text me a code"
	Options   []Option
	Notice    string   // why the number is asked for again, "" for no reason
	Captcha   *Captcha // nil where nobody is asked to show that they are a person
	Problem   Problem
	Focus     bool   // the field takes the focus when the page opens
	Cancel    string // link back; "" for none
}

// ContinueProps is the page for someone who is signed in already.
type ContinueProps struct {
	Page
	Number string // masked
	Action string // POST goes on as this number
	Other  string // link that asks for another number
}

// CodeProps is the page that asks for a code.
type CodeProps struct {
	Page
	Heading    string // "Enter the code"
	Lead       string // "Sent by SMS to +49 151 1234567."
	Number     string // the number in it, which is set off
	Action     string // where the code is posted to
	Digits     int
	Code       string    // what was entered, kept selected after an error
	Now        time.Time // the server's clock, from which both countdowns are counted
	ExpiresAt  time.Time // the code is good until then
	ResendAt   time.Time // another message may be asked for from then on
	SendsLeft  int       // messages that may still be asked for
	ResendTo   string    // where a resend is posted to
	Options    []Option  // other channels, posted to ResendTo
	ChangeTo   string    // "Wrong number?" link; "" where the number cannot be changed
	Status     string    // good news, announced politely: "We sent the code again."
	Problem    Problem
	Dead       bool   // the code can no longer be entered: the field is closed and a new code is one tap away
	AutoSubmit bool   // the last digit sends the form
	WhatsApp   bool   // the last message went by WhatsApp: tell people to copy the code
	Help       string // more ways to get help, one sentence
	Cancel     string // link back; "" for none
	Delivery   DeliveryProps
}

// DeliveryProps is what is known of the message that carries the code.
type DeliveryProps struct {
	Page
	Text  string  // "Your message is on its way."; "" for nothing
	Seen  string  // names what is told, so that the same is not told again
	From  string  // where news are asked for, and the offer is posted to
	Ended bool    // there will be no more news
	Offer *Option // the other channel, prominently; nil for none
}

// DoneProps is the page behind a redirect to an app, seen where the browser does
// not follow it, and the page that hands an answer to a window of the app.
type DoneProps struct {
	Page
	Target  string // where the link leads; may be an app's own scheme
	Message string // JSON for the window that waits; "" where none does
	Origin  string // of windows that may get the message
}

// AccountProps is the account page.
type AccountProps struct {
	Page
	Number  string    // in full, as people write it
	Since   time.Time // when the account was made
	Session Place     // that looks
	Others  int       // other sessions of this account
	Places  []Place   // those other sessions, newest first
	Delete  bool      // people may delete their account
	Status  string    // good news: "Your number was changed."
	Problem Problem
}

// Place is a session of an account.
type Place struct {
	ID      string
	Device  string    // "Chrome on Android"
	Country string    // "Germany"; "" where nobody told
	Began   time.Time // when it was signed in
	Seen    time.Time // when it was last used
}

// DeleteProps is the page that deletes an account.
type DeleteProps struct {
	Page
	Number  string // masked: it gets the code, and its last digits are typed
	Proven  bool   // the number was proved just now
	Action  string // deletes the account
	ProofTo string // sends the code
	Digits  int    // how many are typed to confirm
	Options []Option
	Problem Problem
}

// ProofProps is the page that begins a change of number by proving the old one.
type ProofProps struct {
	Page
	Number  string // masked: the number that gets the code
	Action  string
	Options []Option
	Problem Problem
}

// ChangedProps is the page after a change of number.
type ChangedProps struct {
	Page
	Number string // the new one, in full
	Ended  int    // other sessions that were ended
	Others int    // other sessions that are still open
}

// RevertProps is the page behind the link in the notice to the old number.
type RevertProps struct {
	Page
	Old     string // masked
	New     string // masked
	At      time.Time
	Action  string
	Done    bool // the old number is back
	Problem Problem
}

// MessageProps is a page with nothing to do but read and follow a link: errors,
// "signed out".
type MessageProps struct {
	Page
	Heading string
	Text    string
	Detail  string // for developers: what was wrong with the request
	Link    string // "" for none
	LinkTo  string // its text
	Error   bool
	Retry   bool   // the link leads to the very page that was asked for
	Again   *Again // the form that was sent, to be sent again; nil for none
	ID      string // request id, shown on faults
}

// Again is a form that was sent, with all that was filled in.
type Again struct {
	Action string
	Fields []Field
	Whole  bool // as a whole page, because a captcha is drawn when one loads
}

// Field is one of its fields.
type Field struct{ Name, Value string }

// InboxMessage is one message of the development inbox.
type InboxMessage struct {
	To      string
	Channel string
	Text    string
	Code    string
	At      time.Time
}

// InboxProps is the development inbox.
type InboxProps struct {
	Page
	Messages []InboxMessage // newest first
	Sent     bool           // they are sent too
}
