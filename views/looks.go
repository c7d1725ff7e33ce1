package views

import "github.com/a-h/templ"

// The looks that parts have several of, as utilities of Tailwind, which reads this
// file beside the templates. What has one look has it in its template.

// act is the look of a button or a link that does something. Its first class is a
// name that stays, for an app's own rules.
type act string

const (
	// mainAct is what a page is for. While its form is under way it shows a ring.
	mainAct act = "button relative flex w-full min-h-13 cursor-pointer flex-wrap items-center justify-center gap-x-2 rounded-field border-field border-brand-line bg-brand px-5 py-[0.6rem] text-center font-semibold text-brand-ink no-underline hover:[filter:brightness(1.08)] aria-disabled:cursor-default aria-disabled:border-transparent aria-disabled:bg-soft aria-disabled:text-muted aria-disabled:[filter:none]"

	// otherAct is what can be done besides. Its border is seen where the system sets
	// the colours.
	otherAct act = "button-plain flex w-full min-h-[2.9rem] cursor-pointer flex-wrap items-center justify-center gap-x-2 rounded-field border-field border-transparent bg-soft px-5 py-[0.6rem] text-center font-semibold text-ink no-underline hover:bg-soft-hover aria-disabled:cursor-default aria-disabled:bg-soft aria-disabled:text-muted"
)

// mainOrOther is the main act on a condition.
func mainOrOther(main bool) act {
	if main {
		return mainAct
	}
	return otherAct
}

// spacing is how far things in a stack stand apart, and the stack from what is
// above it.
type spacing string

const (
	roomy spacing = "mt-6 gap-5"      // the parts of a form
	wide  spacing = "mt-5 gap-6"      // messages
	tight spacing = "mt-4 gap-3"      // buttons
	snug  spacing = "mt-2 mb-1 gap-3" // buttons of the thing above them
	inner spacing = "gap-3"           // buttons in another stack
)

// asideLook is a part of a page that is not the main one.
const asideLook = "mt-7 border-t border-hairline pt-6 [&>p]:mt-2"

// The look of a control; its attributes stand in its page.
const (
	control = "w-full text-field text-ink"

	// alone is a control with a frame of its own.
	alone = control + " min-h-13 rounded-field border-field border-line bg-card px-4"

	// inBox is a control whose frame is the box around it.
	inBox = control + " block min-h-[2.1rem] outline-none"

	// choice is what a <select> has besides: an arrow, and options in our colours.
	choice = " chevron [&>option]:bg-card [&>option]:text-ink"
)

// room is the space around a link for a finger (proves G6).
type room string

const (
	inText   room = ""
	inLead   room = "inline-block py-[0.1rem]"
	byItself room = "inline-block py-[0.3rem]"
)

// beside are the attributes of a link that opens a page of its own, so that what
// was typed here stays.
func beside() templ.Attributes {
	return templ.Attributes{"target": "_blank", "rel": "noopener", "hx-boost": "false"}
}

// whole are the attributes of a link to a page that is loaded whole.
func whole() templ.Attributes { return templ.Attributes{"hx-boost": "false"} }

// leadingAway are the attributes of a link to another site: in a frame it opens a
// page of its own.
func leadingAway(p Page) templ.Attributes {
	if p.Framed {
		return beside()
	}
	return whole()
}

// answer are the attributes of the link behind a redirect: what a script of the
// page hands to the window that waits.
func answer(p DoneProps) templ.Attributes {
	all := templ.Attributes{"rel": "noreferrer", "hx-boost": "false"}
	if p.Message != "" {
		all["data-message"], all["data-origin"] = p.Message, p.Origin
	}
	return all
}
