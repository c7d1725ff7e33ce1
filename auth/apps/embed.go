package apps

import (
	"net/url"
	"slices"
	"strings"

	"phonelogin/auth/refusal"
)

// Embed plans a login that a site shows in a frame. The site around the frame gets the
// answer. Its origin must be registered, because a site that frames our pages can cover
// them with its own. Refuses with BadRedirect (C8).
func (r *Return) Embed() error {
	u, err := url.Parse(r.Target)
	if err != nil || !slices.Contains(r.App.EmbedOrigins, originOf(u)) {
		return refusal.Because(refusal.BadRedirect,
			"display=embed: the origin of redirect_to is none of the app's embed_origins: see docs/embedding.md")
	}
	r.embeddedIn = u
	return nil
}

// Framer returns the origin that may show the pages in a frame; "" for none.
func (r *Return) Framer() string {
	if r.embeddedIn == nil {
		return ""
	}
	return originOf(r.embeddedIn)
}

// EmbeddedIn returns the host of the site around the frame, which messages name; ""
// for none.
func (r *Return) EmbeddedIn() string {
	if r.embeddedIn == nil {
		return ""
	}
	return r.embeddedIn.Hostname()
}

// originOf returns the origin of a web address in the form that browsers send.
func originOf(u *url.URL) string { return u.Scheme + "://" + strings.ToLower(u.Host) }
