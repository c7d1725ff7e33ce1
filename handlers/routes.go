package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"phonelogin/static"
)

// The paths that other places name.
const (
	apiRoot    = "/auth/v1"
	healthPath = "/healthz"
	readyPath  = "/readyz"
)

// New is every route of the product.
func New(d Deps) (*echo.Echo, error) {
	h, err := newHandlers(d)
	if err != nil {
		return nil, err
	}
	e := echo.New()
	e.HTTPErrorHandler = h.fail
	e.IPExtractor = clientAddress(d.Config.Server.TrustedProxies)
	e.Use(identify, logRequests(d.Log), middleware.RecoverWithConfig(middleware.RecoverConfig{DisablePrintStack: true}),
		limitTime(d.Config.Server.RequestTimeout), h.face)

	// Operating it
	e.Match([]string{http.MethodGet, http.MethodHead}, healthPath, h.showHealth)
	e.Match([]string{http.MethodGet, http.MethodHead}, readyPath, h.showReady)
	e.GET("/static/*", echo.WrapHandler(http.StripPrefix("/static/", static.Handler())))

	h.routeAPI(e.Group(apiRoot))
	h.routePages(e.Group(""))
	return e, nil
}

// routeAPI is the JSON API, on the paths of the wire contract, section 6.
func (h *Handlers) routeAPI(api *echo.Group) {
	// Open to all: navigations, and what other servers read
	api.GET("/authorize", h.authorize)
	api.GET("/health", h.showAPIHealth)
	api.GET("/.well-known/jwks.json", h.showKeys)

	// With an API key
	api.POST("/otp", h.startOTP, h.needAPIKey)
	api.POST("/verify", h.verifyOTP, h.needAPIKey)
	api.POST("/token", h.issueToken, h.needAPIKey)
	api.GET("/settings", h.showSettings, h.needAPIKey)

	// With an API key and a user's access token
	api.GET("/user", h.showUser, h.needAPIKey)
	api.PUT("/user", h.updateUser, h.needAPIKey)
	api.POST("/logout", h.logout, h.needAPIKey)
}

// routePages are the pages that people see.
func (h *Handlers) routePages(pages *echo.Group) {
	pages.GET("/", h.showStart)

	// Signing in
	pages.GET("/login", h.showLogin)
	pages.POST("/login", h.submitPhone)
	pages.GET("/login/code", h.showCode)
	pages.POST("/login/code", h.submitCode)
	pages.POST("/login/codes", h.resendCode)
	pages.POST("/login/continue", h.continueLogin)

	// Reloaded, the answer to a form leads back to the page of the form
	pages.GET("/login/codes", leadBack("/login/code"))
	pages.GET("/login/continue", leadBack("/login"))
	pages.GET("/account/sign-out", leadBack("/account"))

	// The account
	pages.GET("/account", h.showAccount)
	pages.POST("/account/sign-out", h.signOut)
	pages.GET("/signed-out", h.showSignedOut)

	// Changing the number: proof of the old one, the new one, its code
	pages.GET("/account/phone", h.showProof)
	pages.POST("/account/phone", h.startProof)
	pages.GET("/account/phone/new", h.showNewPhone)
	pages.POST("/account/phone/new", h.submitNewPhone)
	pages.GET("/account/phone/done", h.showChanged)
	pages.GET("/account/revert/:secret", h.showRevert)
	pages.POST("/account/revert/:secret", h.submitRevert)

	// Development
	if h.inbox != nil {
		pages.GET("/dev/inbox", h.showInbox, onlyLoopback)
		pages.GET("/dev/inbox/list", h.showInboxList, onlyLoopback)
	}
}
