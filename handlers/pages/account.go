package pages

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/auth/sessions"
	"phonelogin/locales"
	"phonelogin/views"
)

// ShowAccount shows the number, this session and the others.
func (h *AccountPages) ShowAccount(c echo.Context, v *visitor, b *sessions.Bearer) error {
	all, err := h.sessions.ListOpen(c.Request().Context(), b.User.ID)
	if err != nil {
		return err
	}
	if err := v.save(c); err != nil {
		return err
	}
	return Render(c, http.StatusOK, views.Account(views.AccountProps{
		Page:   h.pageProps(c, v, h.apps.Default(), "account.title"),
		Number: b.User.Phone.Pretty(), Since: b.User.CreatedAt.UTC(),
		Session: views.Session{Device: deviceName(text(c), b.Session.UserAgent), SignedInAt: b.Session.CreatedAt.UTC()},
		Others:  len(all) - 1, OtherSessions: otherSessions(text(c), all, b.Session.ID), Delete: h.settings.AccountDeletion,
		Status: accountStatus(c, c.QueryParam("ended")),
	}))
}

// otherSessions lists a user's sessions without the one called here.
func otherSessions(text locales.Printer, all []auth.Session, here string) []views.Session {
	var others []views.Session
	for i := range all {
		s := &all[i]
		if s.ID == here {
			continue
		}
		used := s.CreatedAt
		if s.RefreshedAt != nil {
			used = *s.RefreshedAt
		}
		others = append(others, views.Session{
			ID: s.ID, Device: deviceName(text, s.UserAgent), Country: countryName(text, string(s.Country)),
			SignedInAt: s.CreatedAt.UTC(), UsedAt: used.UTC(),
		})
	}
	return others
}

// EndSession ends one other session. Like signing out, it needs no fresh proof: it
// takes rights away and gives none.
func (h *AccountPages) EndSession(c echo.Context, v *visitor, b *sessions.Bearer) error {
	if err := h.sessions.EndSession(c.Request().Context(), b.User.ID, c.Request().PostForm.Get("session")); err != nil {
		return err
	}
	return redirect(c, v, "/account?ended=1")
}

// accountStatus tells how many other sessions were just ended; "" for none.
func accountStatus(c echo.Context, ended string) string {
	n, err := strconv.Atoi(ended)
	if err != nil || n < 0 || n > 1000 {
		return ""
	}
	return text(c).N("status.ended", n)
}

// SignOut ends this session, the other ones, or all.
func (h *AccountPages) SignOut(c echo.Context, v *visitor, b *sessions.Bearer) error {
	scope := sessions.Scope(c.Request().PostForm.Get("scope"))
	if scope != sessions.Others && scope != sessions.Global {
		scope = sessions.Local
	}
	n, err := h.sessions.SignOut(c.Request().Context(), b.User.ID, b.Session.ID, scope)
	if err != nil {
		return err
	}
	if scope == sessions.Others {
		return redirect(c, v, "/account?ended="+strconv.Itoa(n))
	}
	return h.signOutBrowser(c, v, "/signed-out")
}

// signOutBrowser forgets who was signed in on this browser and leads to the page
// that says so.
func (h *AccountPages) signOutBrowser(c echo.Context, v *visitor, page string) error {
	if err := h.store.renew(c.Request().Context(), v.session, &pageSession{EndPage: page}); err != nil {
		return err
	}
	*v.pageSession = pageSession{Country: v.Country}
	return redirect(c, v, page)
}

// ShowSignedOut is the page after a sign-out.
func (h *AccountPages) ShowSignedOut(c echo.Context) error {
	return Render(c, http.StatusOK, views.Message(views.MessageProps{
		Page:    h.pageProps(c, nil, h.apps.Default(), "signed_out.title"),
		Heading: text(c).T("signed_out.heading"), Text: text(c).T("signed_out.text"),
		Link: "/login", LinkTo: text(c).T("signed_out.link"),
	}))
}
