package pages

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/auth/otp"
	"phonelogin/auth/refusal"
	"phonelogin/auth/sessions"
	"phonelogin/handlers/request"
	"phonelogin/views"
)

// confirmDigits is how many last digits of the number are typed to delete an
// account. Nobody types them by accident, and they are the same in every language.
const confirmDigits = 4

// ShowDelete asks for fresh proof of the number, and then to confirm.
func (h *AccountPages) ShowDelete(c echo.Context, v *visitor, b *sessions.Bearer) error {
	return h.deletePage(c, v, b, views.Problem{}, http.StatusOK)
}

func (h *AccountPages) deletePage(c echo.Context, v *visitor, b *sessions.Bearer, problem views.Problem, status int) error {
	if err := v.save(c); err != nil {
		return err
	}
	p := views.DeleteProps{
		Page:   h.pageProps(c, v, h.apps.Default(), "delete.title"),
		Number: b.User.Phone.Masked(), Proven: v.proven(h.now()),
		Action: DeletePath, ProofTo: DeletePath + "/proof", Digits: confirmDigits,
		Options: h.channelOptions(c, auth.SMS), Problem: problem,
	}
	return Render(c, status, views.Delete(p))
}

// ShowDeleteProblem shows the page again with what is wrong.
func (h *AccountPages) ShowDeleteProblem(c echo.Context, v *visitor, b *sessions.Bearer, cause error) error {
	problem, status, err := phoneProblem(c, cause)
	if err != nil {
		return err
	}
	return h.deletePage(c, v, b, problem, status)
}

// StartDeleteProof sends a code to the number of the account.
func (h *AccountPages) StartDeleteProof(c echo.Context, v *visitor, b *sessions.Bearer) error {
	f := &flow{Purpose: otp.Proof, Phone: b.User.Phone, Next: DeletePath}
	if err := h.sender.sendCode(c, v, f, request.Channel(c.Request().PostForm.Get("channel"))); err != nil {
		return h.ShowDeleteProblem(c, v, b, err)
	}
	return redirect(c, v, h.tickets.flowURL(c, "/login/code", v.addFlow(f)))
}

// SubmitDelete deletes the account for good.
func (h *AccountPages) SubmitDelete(c echo.Context, v *visitor, b *sessions.Bearer) error {
	if !confirms(c.Request().PostForm.Get("digits"), b.User.Phone) {
		return h.deletePage(c, v, b, problem(c, "delete.problem.digits", "digits", strconv.Itoa(confirmDigits)), http.StatusUnprocessableEntity)
	}
	err := h.auth.DeleteAccount(c.Request().Context(), b)
	var r *refusal.Refusal
	if errors.As(err, &r) && r.Reason == refusal.SecondFactorNeeded {
		return h.deletePage(c, v, b, problem(c, "delete.problem.factor"), http.StatusUnprocessableEntity)
	}
	if err != nil {
		return h.ShowDeleteProblem(c, v, b, err)
	}
	return h.signOutBrowser(c, v, "/deleted")
}

// confirms reports whether someone typed the last digits of the number, in any
// script.
func confirms(typed string, phone auth.Phone) bool {
	digits := otp.Read(typed, confirmDigits)
	return len(phone) >= confirmDigits && digits == string(phone[len(phone)-confirmDigits:])
}

// ShowDeleted is the page after the account was deleted.
func (h *AccountPages) ShowDeleted(c echo.Context) error {
	return Render(c, http.StatusOK, views.Message(views.MessageProps{
		Page:    h.pageProps(c, nil, h.apps.Default(), "deleted.title"),
		Heading: text(c).T("deleted.heading"), Text: text(c).T("deleted.text"),
		Link: "/login", LinkTo: text(c).T("deleted.link"),
	}))
}
