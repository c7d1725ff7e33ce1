package pages

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/handlers/access"
	"phonelogin/handlers/request"
)

// Guards judge who sits at a browser, and whether a form is its own. Those of forms
// take what shows the page again for a form without its token; nil for an error page.
type Guards struct{ *base }

// Visitor lets in every browser.
func (h *Guards) Visitor(handle func(echo.Context, *visit) error) access.Guarded {
	return access.Guarded{Who: access.Visitor, Handle: h.visitor(handle)}
}

// Form lets in forms of this browser.
func (h *Guards) Form(handle func(echo.Context, *visit) error) access.Guarded {
	return access.Guarded{Who: access.Visitor, Form: true, Handle: h.visitor(func(c echo.Context, v *visit) error {
		if err := h.checkForm(c, v); err != nil {
			return err
		}
		return handle(c, v)
	})}
}

func (h *Guards) visitor(handle func(echo.Context, *visit) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		v, err := h.visit(c)
		if err != nil {
			return err
		}
		return handle(c, v)
	}
}

// Login lets in browsers with a request for a login that the app may make, or with
// none of an app's.
func (h *Guards) Login(handle func(echo.Context, *visit, *login) error) access.Guarded {
	return access.Guarded{Who: access.Login, Handle: h.login(handle)}
}

// LoginForm is Login for forms.
func (h *Guards) LoginForm(handle func(echo.Context, *visit, *login) error, again func(echo.Context, *visit, *login, error) error) access.Guarded {
	return access.Guarded{Who: access.Login, Form: true, Handle: h.login(func(c echo.Context, v *visit, l *login) error {
		err := h.checkForm(c, v)
		if errors.Is(err, errStaleForm) && again != nil {
			return again(c, v, l, err)
		}
		if err != nil {
			return err
		}
		return handle(c, v, l)
	})}
}

func (h *Guards) login(handle func(echo.Context, *visit, *login) error) echo.HandlerFunc {
	return h.visitor(func(c echo.Context, v *visit) error {
		l, err := h.readLogin(c, v)
		if err != nil {
			return err
		}
		return handle(c, v, l)
	})
}

// UnderWay lets in the browser that began the flow which the address names, and
// leads others to where it begins.
func (h *Guards) UnderWay(handle func(echo.Context, *visit, *flow) error) access.Guarded {
	return access.Guarded{Who: access.UnderWay, Handle: h.underWay(handle)}
}

// UnderWayForm is UnderWay for forms.
func (h *Guards) UnderWayForm(handle func(echo.Context, *visit, *flow) error, again func(echo.Context, *visit, *flow, error) error) access.Guarded {
	return access.Guarded{Who: access.UnderWay, Form: true, Handle: h.underWay(func(c echo.Context, v *visit, f *flow) error {
		err := h.checkForm(c, v)
		if errors.Is(err, errStaleForm) {
			return again(c, v, f, err)
		}
		if err != nil {
			return err
		}
		return handle(c, v, f)
	})}
}

// CodeForm is UnderWayForm for the form that brings the code. It may come again after
// its code gave the session a new id.
func (h *Guards) CodeForm(handle func(echo.Context, *visit, *flow) error, again func(echo.Context, *visit, *flow, error) error) access.Guarded {
	return h.UnderWayForm(handle, func(c echo.Context, v *visit, f *flow, stale error) error {
		if f.FormToken != "" && sameText(c.Request().PostForm.Get("form_token"), f.FormToken) {
			return handle(c, v, f)
		}
		return again(c, v, f, stale)
	})
}

func (h *Guards) underWay(handle func(echo.Context, *visit, *flow) error) echo.HandlerFunc {
	return h.visitor(func(c echo.Context, v *visit) error {
		f := v.find(c.QueryParam("flow"))
		if f == nil {
			return h.beginAgain(c, v)
		}
		return handle(c, v, f)
	})
}

// A person is a handler for somebody who is signed in.
type person = func(echo.Context, *visit, *auth.Bearer) error

// SignedIn lets in who is signed in on this browser, and leads others to sign in.
func (h *Guards) SignedIn(handle person) access.Guarded {
	return access.Guarded{Who: access.SignedIn, Handle: h.signedIn(handle)}
}

// SignedInForm is SignedIn for forms.
func (h *Guards) SignedInForm(handle person, again personAgain) access.Guarded {
	return access.Guarded{Who: access.SignedIn, Form: true, Handle: h.signedIn(h.own(handle, again))}
}

// Proven lets in who is signed in and proved the current number lately (proves H1),
// and leads others to the page where it is proved.
func (h *Guards) Proven(page string, handle person) access.Guarded {
	return access.Guarded{Who: access.Proven, Handle: h.signedIn(h.proven(page, handle))}
}

// ProvenForm is Proven for forms.
func (h *Guards) ProvenForm(page string, handle person, again personAgain) access.Guarded {
	return access.Guarded{Who: access.Proven, Form: true, Handle: h.signedIn(h.proven(page, h.own(handle, again)))}
}

// personAgain shows the page of a form of somebody's again.
type personAgain = func(echo.Context, *visit, *auth.Bearer, error) error

func (h *Guards) signedIn(handle person) echo.HandlerFunc {
	return h.visitor(func(c echo.Context, v *visit) error {
		b, err := h.whoIs(c, v)
		if isRefusal(err) {
			return signInAgain(c, v)
		}
		if err != nil {
			return err
		}
		v.holder = b
		return handle(c, v, b)
	})
}

func (h *Guards) proven(page string, handle person) person {
	return func(c echo.Context, v *visit, b *auth.Bearer) error {
		if !v.proven(h.auth.Now()) {
			return moveOn(c, v, page)
		}
		return handle(c, v, b)
	}
}

// own lets in forms of this browser.
func (h *Guards) own(handle person, again personAgain) person {
	return func(c echo.Context, v *visit, b *auth.Bearer) error {
		err := h.checkForm(c, v)
		if errors.Is(err, errStaleForm) && again != nil {
			return again(c, v, b, err)
		}
		if err != nil {
			return err
		}
		return handle(c, v, b)
	}
}

// errStaleForm is a form that does not belong to this browser's session, mostly
// because the page stood open for long or cookies are off.
var errStaleForm = errors.New("stale form")

// checkForm refuses a form without this browser's token, and one that is longer than
// the route takes.
func (h *Guards) checkForm(c echo.Context, v *visit) error {
	r := c.Request()
	r.Body = http.MaxBytesReader(c.Response(), r.Body, access.Of(c).Body)
	if err := r.ParseForm(); err != nil {
		var long *http.MaxBytesError
		if errors.As(err, &long) {
			return request.TooLarge(long.Limit)
		}
		return echo.NewHTTPError(http.StatusBadRequest)
	}
	c.Set(formKey, r.PostForm)
	if !sameText(r.PostForm.Get("form_token"), h.store.formToken(v.session)) {
		return errStaleForm
	}
	return nil
}
