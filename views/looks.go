package views

import "github.com/a-h/templ"

// These are the looks of parts that have several. Tailwind reads this file beside the
// templates. A part with one look has it in its template.

// buttonStyle is the look of a button, or of a link that looks like one. Its first
// class is a name that stays, because style sheets of apps use it.
type buttonStyle string

const (
	// primaryButton is for what the page is for. While its form is sent it shows a ring.
	primaryButton buttonStyle = "button relative flex w-full min-h-13 cursor-pointer flex-wrap items-center justify-center gap-x-2 rounded-field border-field border-brand-line bg-brand px-5 py-[0.6rem] text-center font-semibold text-brand-ink no-underline hover:[filter:brightness(1.08)] aria-disabled:cursor-default aria-disabled:border-transparent aria-disabled:bg-soft aria-disabled:text-muted aria-disabled:[filter:none]"

	// secondaryButton is for all else. Its border shows where the system sets the
	// colours.
	secondaryButton buttonStyle = "button-plain flex w-full min-h-[2.9rem] cursor-pointer flex-wrap items-center justify-center gap-x-2 rounded-field border-field border-transparent bg-soft px-5 py-[0.6rem] text-center font-semibold text-ink no-underline hover:bg-soft-hover aria-disabled:cursor-default aria-disabled:bg-soft aria-disabled:text-muted"
)

func primaryOrSecondary(main bool) buttonStyle {
	if main {
		return primaryButton
	}
	return secondaryButton
}

// spacing is the distance between the things in a stack, and from the stack to what
// is above.
type spacing string

const (
	roomy spacing = "mt-6 gap-5"      // the parts of a form
	wide  spacing = "mt-5 gap-6"      // messages
	tight spacing = "mt-4 gap-3"      // buttons
	snug  spacing = "mt-2 mb-1 gap-3" // buttons of the thing above them
	inner spacing = "gap-3"           // buttons in another stack
)

// asideLook is that of an aside.
const asideLook = "mt-7 border-t border-hairline pt-6 [&>p]:mt-2"

// The look of a control. Its attributes stand in its page.
const (
	control = "w-full text-field text-ink"

	// alone is a control with its own frame.
	alone = control + " min-h-13 rounded-field border-field border-line bg-card px-4"

	// inBox is a control that shares the frame of a box.
	inBox = control + " block min-h-[2.1rem] outline-none"

	// choice adds to a <select> an arrow, and options in our colours.
	choice = " chevron [&>option]:bg-card [&>option]:text-ink"
)

// linkSpace is the space around a link, so fingers can hit it (G6).
type linkSpace string

const (
	inText   linkSpace = ""
	inLead   linkSpace = "inline-block py-[0.1rem]"
	byItself linkSpace = "inline-block py-[0.3rem]"
)

// inNewPage makes a link open a new page, so what was typed here stays.
func inNewPage() templ.Attributes {
	return templ.Attributes{"target": "_blank", "rel": "noopener", "hx-boost": "false"}
}

// withoutBoost makes a link load the whole page.
func withoutBoost() templ.Attributes { return templ.Attributes{"hx-boost": "false"} }

// toOtherSite is for links to other sites. In a frame they open a new page.
func toOtherSite(p Page) templ.Attributes {
	if p.Framed {
		return inNewPage()
	}
	return withoutBoost()
}

// answer adds to the link of a redirect what the script posts to the window that
// waits.
func answer(p DoneProps) templ.Attributes {
	all := templ.Attributes{"rel": "noreferrer", "hx-boost": "false"}
	if p.Message != "" {
		all["data-message"], all["data-origin"] = p.Message, p.Origin
	}
	return all
}
