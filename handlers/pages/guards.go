package pages

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"phonelogin/auth/secrets"
	"phonelogin/auth/sessions"
	"phonelogin/handlers/access"
	"phonelogin/handlers/request"
)

// Guards judge who sits at a browser, and whether a form is its own. Guards of forms
// take a function that shows the page again when the form is stale; with nil an
// error page is shown.
type Guards struct{ *base }

// Visitor lets in every browser.
func (h *Guards) Visitor(handle func(echo.Context, *visitor) error) access.Guarded {
	return access.Guarded{Who: access.Visitor, Handle: h.withVisitor(handle)}
}

// Form lets in forms of this browser.
func (h *Guards) Form(handle func(echo.Context, *visitor) error) access.Guarded {
	return access.Guarded{Who: access.Visitor, Form: true, Handle: h.withVisitor(func(c echo.Context, v *visitor) error {
		if err := h.checkForm(c, v); err != nil {
			return err
		}
		return handle(c, v)
	})}
}

func (h *Guards) withVisitor(handle func(echo.Context, *visitor) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		v, err := h.readVisitor(c)
		if err != nil {
			return err
		}
		return handle(c, v)
	}
}

// Login lets in a login that the app may ask for, and one that no app asked for.
func (h *Guards) Login(handle func(echo.Context, *visitor, *login) error) access.Guarded {
	return access.Guarded{Who: access.Login, Handle: h.withLogin(handle)}
}

// LoginForm is Login for forms.
func (h *Guards) LoginForm(handle func(echo.Context, *visitor, *login) error, showAgain func(echo.Context, *visitor, *login, error) error) access.Guarded {
	return access.Guarded{Who: access.Login, Form: true, Handle: h.withLogin(withForm(h, handle, showAgain))}
}

func (h *Guards) withLogin(handle func(echo.Context, *visitor, *login) error) echo.HandlerFunc {
	return h.withVisitor(func(c echo.Context, v *visitor) error {
		l, err := h.readLogin(c, v)
		if err != nil {
			return err
		}
		return handle(c, v, l)
	})
}

// InFlow lets in the browser that began the flow in the address. Others are led to
// begin again.
func (h *Guards) InFlow(handle func(echo.Context, *visitor, *flow) error) access.Guarded {
	return access.Guarded{Who: access.InFlow, Handle: h.withFlow(handle)}
}

// InFlowForm is InFlow for forms.
func (h *Guards) InFlowForm(handle func(echo.Context, *visitor, *flow) error, showAgain func(echo.Context, *visitor, *flow, error) error) access.Guarded {
	return access.Guarded{Who: access.InFlow, Form: true, Handle: h.withFlow(withForm(h, handle, showAgain))}
}

// CodeForm is InFlowForm for the form with the code. That form may come again after
// its code gave the page session a new id.
func (h *Guards) CodeForm(handle func(echo.Context, *visitor, *flow) error, showAgain func(echo.Context, *visitor, *flow, error) error) access.Guarded {
	return h.InFlowForm(handle, func(c echo.Context, v *visitor, f *flow, stale error) error {
		if f.FormToken != "" && secrets.Equal(c.Request().PostForm.Get("form_token"), f.FormToken) {
			return handle(c, v, f)
		}
		return showAgain(c, v, f, stale)
	})
}

func (h *Guards) withFlow(handle func(echo.Context, *visitor, *flow) error) echo.HandlerFunc {
	return h.withVisitor(func(c echo.Context, v *visitor) error {
		f := v.findFlow(c.QueryParam("flow"))
		if f == nil {
			return h.restartLogin(c, v)
		}
		return handle(c, v, f)
	})
}

// signedInHandler is a handler for somebody who is signed in.
type signedInHandler = func(echo.Context, *visitor, *sessions.Bearer) error

// SignedIn lets in who is signed in on this browser. Others are led to sign in.
func (h *Guards) SignedIn(handle signedInHandler) access.Guarded {
	return access.Guarded{Who: access.SignedIn, Handle: h.withBearer(handle)}
}

// SignedInForm is SignedIn for forms.
func (h *Guards) SignedInForm(handle signedInHandler, showAgain signedInProblem) access.Guarded {
	return access.Guarded{Who: access.SignedIn, Form: true, Handle: h.withBearer(withForm(h, handle, showAgain))}
}

// Proven lets in who is signed in and proved the current number lately (H1).
// Others are led to page, where they prove it.
func (h *Guards) Proven(page string, handle signedInHandler) access.Guarded {
	return access.Guarded{Who: access.Proven, Handle: h.withBearer(h.withProof(page, handle))}
}

// ProvenForm is Proven for forms.
func (h *Guards) ProvenForm(page string, handle signedInHandler, showAgain signedInProblem) access.Guarded {
	return access.Guarded{Who: access.Proven, Form: true, Handle: h.withBearer(h.withProof(page, withForm(h, handle, showAgain)))}
}

// signedInProblem shows the page of a form again, with what is wrong.
type signedInProblem = func(echo.Context, *visitor, *sessions.Bearer, error) error

func (h *Guards) withBearer(handle signedInHandler) echo.HandlerFunc {
	return h.withVisitor(func(c echo.Context, v *visitor) error {
		b, err := h.bearer(c, v)
		if isRefusal(err) {
			return redirectToSignIn(c, v)
		}
		if err != nil {
			return err
		}
		v.bearer = b
		return handle(c, v, b)
	})
}

func (h *Guards) withProof(page string, handle signedInHandler) signedInHandler {
	return func(c echo.Context, v *visitor, b *sessions.Bearer) error {
		if !v.proven(h.now()) {
			return redirect(c, v, page)
		}
		return handle(c, v, b)
	}
}

// withForm lets in forms of this browser. T is what the guard around it found: a
// login, a flow, or a bearer.
func withForm[T any](
	h *Guards, handle func(echo.Context, *visitor, T) error, showAgain func(echo.Context, *visitor, T, error) error,
) func(echo.Context, *visitor, T) error {
	return func(c echo.Context, v *visitor, found T) error {
		err := h.checkForm(c, v)
		if errors.Is(err, errStaleForm) && showAgain != nil {
			return showAgain(c, v, found, err)
		}
		if err != nil {
			return err
		}
		return handle(c, v, found)
	}
}

// checkForm refuses a form without the token of this browser, with errStaleForm, and
// one that is longer than the route allows, with request.TooLarge.
func (h *Guards) checkForm(c echo.Context, v *visitor) error {
	r := c.Request()
	r.Body = http.MaxBytesReader(c.Response(), r.Body, access.Of(c).Body)
	if err := r.ParseForm(); err != nil {
		var long *http.MaxBytesError
		if errors.As(err, &long) {
			return request.TooLarge(long.Limit)
		}
		return echo.NewHTTPError(http.StatusBadRequest)
	}
	c.Set(sentFormKey, r.PostForm)
	if !secrets.Equal(r.PostForm.Get("form_token"), h.store.formToken(v.session)) {
		return errStaleForm
	}
	return nil
}
