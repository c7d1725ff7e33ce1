package apps

import (
	"net/url"

	"phonelogin/auth/refusal"
)

// Post plans an answer that our page posts to a window of the app, at the origin of
// Target. Refuses with BadRedirect if Target is no web address: an app's own scheme has
// no window.
func (r *Return) Post() error {
	u, err := url.Parse(r.Target)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" {
		return refusal.Because(refusal.BadRedirect, "response_mode=web_message: redirect_to must be a web address")
	}
	r.postTo = originOf(u)
	return nil
}

// PostTo returns the origin whose windows may get the answer; "" for a redirect.
func (r *Return) PostTo() string { return r.postTo }
