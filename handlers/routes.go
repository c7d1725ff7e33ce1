package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"phonelogin/auth/delivery"
	"phonelogin/auth/limits"
	"phonelogin/handlers/access"
	"phonelogin/handlers/api"
	"phonelogin/handlers/pages"
	"phonelogin/handlers/pages/dev"
	"phonelogin/handlers/request"
	"phonelogin/static"
)

// newTable has every route of the product with its policy.
func newTable(d Deps) (*table, error) {
	h, err := newHandlers(d)
	if err != nil {
		return nil, err
	}
	e := echo.New()
	e.HTTPErrorHandler = h.handleError
	e.IPExtractor = clientAddress(d.Settings.Server)
	e.Use(h.closeWhenStopping, request.Identify, h.noteClient, logRequests(d.Log), middleware.RecoverWithConfig(middleware.RecoverConfig{DisablePrintStack: true}),
		limitTime(d.Settings.Server.RequestTimeout), h.setFaceHeaders)
	t := &table{echo: e, policies: map[string]access.Policy{}}
	root := routeGroup{t, ""}

	// Clients look for the JSON API below /auth/v1. It is at the root as well, for a
	// gateway in front that checks the key and removes /auth/v1 (wire contract,
	// section 1).
	h.routeAPI(routeGroup{t, apiRoot}, h.key())
	h.routeAPI(root, condition{})
	root.read(serverMetadataPath+apiRoot, access.Open(h.api.ShowDiscovery)) // RFC 8414, section 3.1
	// Carriers call it. It has no key and no limit, because carriers come from few
	// addresses and sign what they send.
	root.get(delivery.CallbackPath+":provider", access.Open(h.api.TakeReport), body)
	root.post(delivery.CallbackPath+":provider", access.Open(h.api.TakeReport), body)
	for _, route := range e.Routes() {
		h.apiPaths[route.Path] = true
	}

	// Operation
	root.read(healthPath, access.Open(showHealth))
	root.read(readyPath, access.Open(h.showReady))
	files := http.StripPrefix("/static/", static.Handler(h.pages.Files()...))
	root.get("/static/*", access.Open(echo.WrapHandler(files)))

	h.routePages(root, d.Settings.AccountDeletion)
	if h.dev != nil {
		h.routeDevelopment(root)
	}
	return t, nil
}

// routeAPI adds the JSON API, on the paths of the wire contract, section 6.
func (h *Handlers) routeAPI(f routeGroup, key condition) {
	a, open, user, limit := h.api, access.Open, h.api.Guards.User, h.limit

	// Open to all: navigation, and what other servers read
	f.get("/authorize", open(h.pages.Authorize), condition{guard: h.pages.Protect}) // it refuses with pages
	f.get("/health", open(a.ShowHealth))
	f.read(keySetPath, open(a.ShowKeys))
	f.read("/.well-known/openid-configuration", open(a.ShowDiscovery))
	f.read(serverMetadataPath, open(a.ShowDiscovery))

	// Signing in
	f.post("/otp", open(a.StartOTP), key, limit(limits.OTP), body)
	f.post("/verify", open(a.VerifyOTP), key, limit(limits.Verify), body)
	f.get("/verify", open(a.VerifyLink))
	f.post("/signup", open(a.SignUp), key, limitInHandler(limits.Signups, limits.Anonymous), body)
	f.post("/resend", open(a.Resend), key, limit(limits.Resend), body)
	f.post("/token", open(a.IssueToken), key, limit(limits.Token), body)
	f.get("/settings", open(a.ShowSettings), key)

	// With a user's access token
	f.get("/user", user(api.ShowUser), key)
	f.put("/user", user(a.UpdateUser), key, limit(limits.User), body)
	f.delete("/user/identities/:id", user(a.RemoveIdentity), key)
	f.get("/reauthenticate", user(a.Reauthenticate), key, limit(limits.User))
	f.post("/logout", user(a.Logout), key)

	// Second factors
	f.post("/factors", user(a.Factors.EnrollFactor), key, body)
	f.post("/factors/:factor_id/challenge", user(a.Factors.ChallengeFactor), key, limit(limits.FactorChallenge), body)
	f.post("/factors/:factor_id/verify", user(a.Factors.VerifyFactor), key, limit(limits.FactorVerify), body)
	f.delete("/factors/:factor_id", user(a.Factors.UnenrollFactor), key)

	// Administration
	h.routeAdmin(f, key)

	// What a phone server does not serve
	api.EachDisabled(func(method, path string, handle echo.HandlerFunc) { f.add(method, path, open(handle), nil) })
}

// routeAdmin adds what servers and operators may do (wire contract, section 6.11).
func (h *Handlers) routeAdmin(f routeGroup, key condition) {
	a, admin := h.api.Admin, h.api.Guards.Admin
	f.get("/admin/users", admin(a.ListUsers), key)
	f.post("/admin/users", admin(a.CreateUser), key, body)
	f.get("/admin/users/:user_id", admin(a.ShowAnyUser), key)
	f.put("/admin/users/:user_id", admin(a.EditUser), key, body)
	f.delete("/admin/users/:user_id", admin(a.DeleteUser), key, body)
	f.get("/admin/users/:user_id/factors", admin(a.ListFactors), key)
	f.put("/admin/users/:user_id/factors/:factor_id", admin(a.EditFactor), key, body)
	f.delete("/admin/users/:user_id/factors/:factor_id", admin(a.DeleteFactor), key)
	f.get("/admin/numbers/:number/timeline", admin(a.ShowTimeline), key)
	f.get("/admin/audit", admin(a.ListAudit), key)
	f.post("/admin/generate_link", admin(api.RefuseEmail), key)
	f.post("/invite", admin(api.RefuseEmail), key)
}

// routePages adds the pages that people see. Who reloads the answer to a form is led
// back to the page of the form.
func (h *Handlers) routePages(f routeGroup, deletion bool) {
	g, login, open, leadBack := h.pages.Guards, h.pages.Login, access.Open, pages.RedirectTo
	f.get("/", open(pages.ShowStart))

	// Signing in
	f.get("/login", g.Login(login.ShowLogin))
	f.post("/login", g.LoginForm(login.SubmitPhone, login.ShowPhoneProblem), limitInHandler(limits.OTP))
	f.get("/login/code", g.InFlow(login.ShowCode))
	f.post("/login/code", g.CodeForm(login.SubmitCode, login.ShowCodeProblem), limitInHandler(limits.Verify))
	f.post("/login/codes", g.InFlowForm(login.ResendCode, login.ShowResendProblem), limitInHandler(limits.OTP))
	f.get("/login/codes", open(leadBack("/login/code")))
	f.get("/login/code/delivery", g.Visitor(login.ShowDelivery))
	f.post("/login/code/delivery", g.InFlowForm(login.SwitchChannel, login.ShowResendProblem), limitInHandler(limits.OTP))
	f.post("/login/continue", g.LoginForm(login.ContinueLogin, nil))
	f.get("/login/continue", open(leadBack("/login")))

	// The language of all pages
	f.post("/language", g.Form(h.pages.ChooseLanguage))
	f.get("/language", open(leadBack("/account")))

	h.routeAccount(f)
	if deletion {
		h.routeDeletion(f)
	}
}

// routeAccount adds the account of who is signed in.
func (h *Handlers) routeAccount(f routeGroup) {
	g, account, open, leadBack := h.pages.Guards, h.pages.Account, access.Open, pages.RedirectTo
	f.get("/account", g.SignedIn(account.ShowAccount))
	f.post("/account/sign-out", g.SignedInForm(account.SignOut, nil))
	f.get("/account/sign-out", open(leadBack("/account")))
	f.get("/signed-out", open(account.ShowSignedOut))
	f.post("/account/sessions/end", g.SignedInForm(account.EndSession, nil))
	f.get("/account/sessions/end", open(leadBack("/account")))
	f.post("/account/data", g.SignedInForm(account.DownloadData, nil))
	f.get("/account/data", open(leadBack("/account")))

	// A change of number: proof of the old one, the new one, its code
	f.get(pages.ChangePath, g.SignedIn(account.ShowProof))
	f.post(pages.ChangePath, g.SignedInForm(account.StartProof, account.ShowProofProblem), limitInHandler(limits.OTP))
	f.get("/account/phone/new", g.Proven(pages.ChangePath, account.ShowNewPhone))
	f.post("/account/phone/new", g.ProvenForm(pages.ChangePath, account.SubmitNewPhone, account.ShowNewPhoneProblem), limitInHandler(limits.OTP))
	f.get("/account/phone/done", g.SignedIn(account.ShowChanged))
	f.get("/account/revert/:secret", g.Visitor(account.ShowRevert))
	f.post("/account/revert/:secret", g.Form(account.SubmitRevert))
}

// routeDeletion adds the deletion of an account.
func (h *Handlers) routeDeletion(f routeGroup) {
	g, account, open := h.pages.Guards, h.pages.Account, access.Open
	f.get(pages.DeletePath, g.SignedIn(account.ShowDelete))
	f.post(pages.DeletePath, g.ProvenForm(pages.DeletePath, account.SubmitDelete, account.ShowDeleteProblem))
	f.post("/account/delete/proof", g.SignedInForm(account.StartDeleteProof, account.ShowDeleteProblem), limitInHandler(limits.OTP))
	f.get("/account/delete/proof", open(pages.RedirectTo(pages.DeletePath)))
	f.get("/deleted", open(account.ShowDeleted))
}

// routeDevelopment adds the pages for developers. In production they do not exist.
func (h *Handlers) routeDevelopment(f routeGroup) {
	loopback := condition{func(p *access.Policy) { p.Loopback = true }, dev.OnlyLoopback}
	f.get("/dev/inbox", access.Open(h.dev.ShowInbox), loopback)
	f.get("/dev/inbox/list", access.Open(h.dev.ShowInboxList), loopback)
	f.get("/dev/pages", access.Open(dev.ShowStories), loopback)
	f.get("/dev/pages/:state", access.Open(dev.ShowStory), loopback)
	f.get("/dev/pages.css", access.Open(dev.ShowTheme), loopback)
	f.get("/dev/stories.css", access.Open(dev.ShowStoriesStyle), loopback)
}

// New has every route of the product. The error is a setting that cannot be used.
func New(d Deps) (*echo.Echo, error) {
	t, err := newTable(d)
	if err != nil {
		return nil, err
	}
	return t.echo, nil
}
