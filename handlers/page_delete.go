package handlers

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/auth/refusal"
	"phonelogin/views"
)

// confirmDigits of the number are typed to delete an account: nobody does that
// by accident, and they are the same in every language.
const confirmDigits = 4

const deletePath = "/account/delete"

// showDelete asks for fresh proof of the number, and then for the confirmation.
func (h *Handlers) showDelete(c echo.Context) error {
	v, b, err := h.signedIn(c)
	if err != nil || b == nil {
		return err
	}
	return h.deletePage(c, v, b, views.Problem{}, http.StatusOK)
}

func (h *Handlers) deletePage(c echo.Context, v *visit, b *auth.Bearer, problem views.Problem, status int) error {
	if err := v.remember(c); err != nil {
		return err
	}
	p := views.DeleteProps{
		Page:   h.page(c, v, h.auth.Apps().Default(), "delete.title"),
		Number: auth.Phone(b.User.Phone).Masked(), Proven: v.proven(h.auth.Now()),
		Action: deletePath, ProofTo: deletePath + "/proof", Digits: confirmDigits,
		Options: h.options(c, auth.SMS), Problem: problem,
	}
	return h.render(c, status, views.Delete(p))
}

// startDeleteProof sends a code to the number of the account.
func (h *Handlers) startDeleteProof(c echo.Context) error {
	v, b, err := h.signedIn(c)
	if err != nil || b == nil {
		return err
	}
	f := &flow{Purpose: string(auth.Proof), Phone: string(b.User.Phone), Next: deletePath}
	err = h.checkForm(c, v)
	if err == nil {
		err = h.send(c, v, f, channel(c.Request().PostForm.Get("channel")))
	}
	if err != nil {
		problem, status, err := h.phoneProblem(c, err)
		if err != nil {
			return err
		}
		return h.deletePage(c, v, b, problem, status)
	}
	return h.moveOn(c, v, h.at(c, "/login/code", v.begin(f)))
}

// submitDelete deletes the account of who is signed in here, for good.
func (h *Handlers) submitDelete(c echo.Context) error {
	v, b, err := h.signedIn(c)
	if err != nil || b == nil {
		return err
	}
	if !v.proven(h.auth.Now()) {
		return h.moveOn(c, v, deletePath)
	}
	err = h.checkForm(c, v)
	if err == nil && !confirms(c.Request().PostForm.Get("digits"), auth.Phone(b.User.Phone)) {
		return h.deletePage(c, v, b, h.problem(c, "delete.problem.digits", "digits", strconv.Itoa(confirmDigits)), http.StatusUnprocessableEntity)
	}
	if err == nil {
		err = h.auth.DeleteAccount(c.Request().Context(), b)
	}
	var r *refusal.Refusal
	if errors.As(err, &r) && r.Reason == refusal.AAL2ToUpdate {
		return h.deletePage(c, v, b, h.problem(c, "delete.problem.factor"), http.StatusUnprocessableEntity)
	}
	if err != nil {
		problem, status, err := h.phoneProblem(c, err)
		if err != nil {
			return err
		}
		return h.deletePage(c, v, b, problem, status)
	}
	return h.partWith(c, v, "/deleted")
}

// confirms reports whether someone typed the last digits of the number, in
// whatever script.
func confirms(typed string, phone auth.Phone) bool {
	digits := auth.ReadCode(typed, confirmDigits)
	return len(phone) >= confirmDigits && digits == string(phone[len(phone)-confirmDigits:])
}

// showDeleted says goodbye.
func (h *Handlers) showDeleted(c echo.Context) error {
	return h.render(c, http.StatusOK, views.Message(views.MessageProps{
		Page:    h.page(c, nil, h.auth.Apps().Default(), "deleted.title"),
		Heading: h.text(c).T("deleted.heading"), Text: h.text(c).T("deleted.text"),
		Link: "/login", LinkTo: h.text(c).T("deleted.link"),
	}))
}
