package views

import (
	"time"

	"phonelogin/locales"
)

// Page is what every page needs.
type Page struct {
	Title     string             // of the document, without the "Error:" that a Problem adds
	App       string             // name of the app to which people sign in
	Nonce     string             // of the Content-Security-Policy
	FormToken string             // value of the field form_token in every form
	Support   string             // link for people who are stuck; "" for none
	Terms     string             // link to the app's terms; "" for none
	Privacy   string             // link to the app's privacy policy; "" for none
	Language  string             // of all texts, one of locales.Languages; "" is English
	Languages []locales.Language // that people may choose from
	Here      string             // address of this page, to which a change of language leads back
	Look      Look               // of the app; the zero value is ours
	Framed    bool               // shown in a frame of another site, where links to other sites open a new page
	Dev       bool               // development mode, where the footer links to /dev/inbox
}

// Look is how the pages of an app look. It is made when the program starts.
type Look struct {
	Sheet     string // address of the style sheet
	Logo      string // address of the logo; "" for the product's sign
	LogoWidth int    // in CSS pixels, at its height of 36
	Panel     string // colour at the top of the page, which browsers continue around it
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

// Option is another channel for the code.
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
	Whole     string // the same with the code of the country
	Phone     string // what the person typed, which stays after an error
	Hinted    string // the number that the app filled in; "" for none
	Button    string // "Text me a code"
	Options   []Option
	Notice    string   // why the number is asked for again; "" for no reason
	Captcha   *Captcha // nil for none
	Problem   Problem
	Focus     bool   // the field takes the focus when the page opens
	Cancel    string // link back; "" for none
}

// ContinueProps is the page for who is signed in already.
type ContinueProps struct {
	Page
	Number string // masked
	Action string // a POST goes on with this number
	Other  string // link that asks for another number
}

// CodeProps is the page that asks for a code.
type CodeProps struct {
	Page
	Heading    string // "Enter the code"
	Lead       string // "Sent by SMS to +49 151 1234567."
	Number     string // the number in Lead, which is set off
	Action     string // where the code is posted to
	Digits     int
	Code       string    // what was entered, which stays after an error
	Now        time.Time // of the server: both countdowns begin there
	ExpiresAt  time.Time // when the code expires
	ResendAt   time.Time // when another message may be asked for
	SendsLeft  int       // messages that may still be asked for
	ResendTo   string    // where a resend is posted to
	Options    []Option  // other channels, posted to ResendTo
	ChangeTo   string    // "Wrong number?" link; "" where the number cannot be changed
	Status     string    // good news, announced politely: "We sent the code again."
	Problem    Problem
	Dead       bool   // the code can no longer be entered, and only a new one is offered
	AutoSubmit bool   // the last digit sends the form
	WhatsApp   bool   // the last message went by WhatsApp, where people have to copy the code
	Help       string // a sentence with more ways to get help
	Cancel     string // link back; "" for none
	Delivery   DeliveryProps
}

// DeliveryProps describes the delivery of the newest message.
type DeliveryProps struct {
	Page
	Text  string  // "Your message is on its way."; "" for nothing
	Seen  string  // names what Text tells, so the same is not told twice
	From  string  // polled for news; the offer is posted there too
	Ended bool    // polling ends
	Offer *Option // the other channel, set off; nil for none
}

// DoneProps is the body of a redirect to an app, which people see where the browser
// does not follow it. It is also the page that posts an answer to a window of the app.
type DoneProps struct {
	Page
	Target  string // where the link leads; it may have a scheme of the app
	Message string // JSON for the window that waits; "" for none
	Origin  string // of windows that may get Message
}

// AccountProps is the account page.
type AccountProps struct {
	Page
	Number        string    // in full, as people write it
	Since         time.Time // when the account was made
	Session       Session   // the one that looks at the page
	Others        int       // number of other sessions
	OtherSessions []Session // newest first
	Delete        bool      // people may delete their account
	Status        string    // good news: "Your number was changed."
	Problem       Problem
}

// Session is a session of an account.
type Session struct {
	ID         string
	Device     string    // "Chrome on Android"
	Country    string    // "Germany"; "" where it is not known
	SignedInAt time.Time // when somebody signed in
	UsedAt     time.Time // when it was last used
}

// DeleteProps is the page that deletes an account.
type DeleteProps struct {
	Page
	Number  string // masked; the code goes to it, and its last digits are typed
	Proven  bool   // the number was proved just now
	Action  string // where the form that deletes is posted to
	ProofTo string // where the form that asks for a code is posted to
	Digits  int    // how many are typed to confirm
	Options []Option
	Problem Problem
}

// ProofProps is the page that begins a change of number by proving the old one.
type ProofProps struct {
	Page
	Number  string // masked; the code goes to it
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

// MessageProps is a page to read, with a link: errors, "signed out".
type MessageProps struct {
	Page
	Heading string
	Text    string
	Detail  string // for developers: what was wrong with the request
	Link    string // "" for none
	LinkTo  string // its text
	Error   bool
	Retry   bool   // the link leads to the page that was asked for
	Again   *Again // the form to send again; nil for none
	ID      string // of the request; only on faults
}

// Again is a form that was sent, with all its fields.
type Again struct {
	Action string
	Fields []Field
	Whole  bool // without htmx, because a captcha is drawn when a page loads
}

// Field is a field of Again.
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
	Sent     bool           // the messages are really sent as well
}
