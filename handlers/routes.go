package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"phonelogin/auth/delivery"
	"phonelogin/auth/limits"
	"phonelogin/static"
)

// The paths that other places name.
const (
	apiRoot    = "/auth/v1"
	healthPath = "/healthz"
	readyPath  = "/readyz"

	serverMetadataPath = "/.well-known/oauth-authorization-server"
)

// reading are the methods of what caches and probes ask for.
var reading = []string{http.MethodGet, http.MethodHead}

// New is every route of the product.
func New(d Deps) (*echo.Echo, error) {
	h, err := newHandlers(d)
	if err != nil {
		return nil, err
	}
	e := echo.New()
	e.HTTPErrorHandler = h.fail
	e.IPExtractor = clientAddress(d.Settings.Server)
	e.Use(h.closeWhenStopping, identify, h.nameClient, logRequests(d.Log), middleware.RecoverWithConfig(middleware.RecoverConfig{DisablePrintStack: true}),
		limitTime(d.Settings.Server.RequestTimeout), h.face)

	// The JSON API where clients look for it, and at the root for whoever has a
	// gateway in front that asks for the key and takes /auth/v1 away (wire
	// contract, section 1).
	h.routeAPI(e.Group(apiRoot), h.needAPIKey)
	h.routeAPI(e.Group(""), open)
	e.Match(reading, serverMetadataPath+apiRoot, h.showDiscovery) // RFC 8414, section 3.1
	// Carriers call it: no key and no limit, for they come from few addresses, and
	// what they say is signed.
	e.Match([]string{http.MethodGet, http.MethodPost}, delivery.CallbackPath+":provider", h.takeReport)
	for _, route := range e.Routes() {
		h.apiPaths[route.Path] = true
	}

	// Operating it
	e.Match(reading, healthPath, h.showHealth)
	e.Match(reading, readyPath, h.showReady)
	e.GET("/static/*", echo.WrapHandler(http.StripPrefix("/static/", static.Handler(append(h.looks.files, h.examples)...))))

	h.routePages(e.Group(""))
	return e, nil
}

// open lets everybody through.
func open(next echo.HandlerFunc) echo.HandlerFunc { return next }

// routeAPI is the JSON API, on the paths of the wire contract, section 6.
func (h *Handlers) routeAPI(api *echo.Group, key echo.MiddlewareFunc) {
	// Open to all: navigations, and what other servers read
	api.GET("/authorize", h.authorize, h.protect) // its refusals are pages
	api.GET("/health", h.showAPIHealth)
	api.Match(reading, keySetPath, h.showKeys)
	api.Match(reading, "/.well-known/openid-configuration", h.showDiscovery)
	api.Match(reading, serverMetadataPath, h.showDiscovery)

	// Signing in
	api.POST("/otp", h.startOTP, key, h.limit(limits.OTP))
	api.POST("/verify", h.verifyOTP, key, h.limit(limits.Verify))
	api.GET("/verify", h.verifyLink)
	api.POST("/signup", h.signUp, key)
	api.POST("/resend", h.resend, key, h.limit(limits.Resend))
	api.POST("/token", h.issueToken, key, h.limit(limits.Token))
	api.GET("/settings", h.showSettings, key)

	// With a user's access token
	api.GET("/user", h.showUser, key)
	api.PUT("/user", h.updateUser, key, h.limit(limits.User))
	api.DELETE("/user/identities/:id", h.removeIdentity, key)
	api.GET("/reauthenticate", h.reauthenticate, key, h.limit(limits.User))
	api.POST("/logout", h.logout, key)

	// Second factors
	api.POST("/factors", h.enrollFactor, key)
	api.POST("/factors/:factor_id/challenge", h.challengeFactor, key, h.limit(limits.FactorChallenge))
	api.POST("/factors/:factor_id/verify", h.verifyFactor, key, h.limit(limits.FactorVerify))
	api.DELETE("/factors/:factor_id", h.unenrollFactor, key)

	// Administration
	h.routeAdmin(api, key)

	// What is not for phones
	routeOffs(api)
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
	pages.GET("/login/code/delivery", h.showDelivery)
	pages.POST("/login/code/delivery", h.followCode)
	pages.POST("/login/continue", h.continueLogin)

	// Reloaded, the answer to a form leads back to the page of the form
	pages.GET("/login/codes", leadBack("/login/code"))
	pages.GET("/login/continue", leadBack("/login"))
	pages.GET("/account/sign-out", leadBack("/account"))

	// The language of all pages
	pages.POST("/language", h.chooseLanguage)
	pages.GET("/language", leadBack("/account"))

	// The account
	pages.GET("/account", h.showAccount)
	pages.POST("/account/sign-out", h.signOut)
	pages.GET("/signed-out", h.showSignedOut)
	pages.POST("/account/sessions/end", h.endSession)
	pages.GET("/account/sessions/end", leadBack("/account"))
	pages.POST("/account/data", h.downloadData)
	pages.GET("/account/data", leadBack("/account"))
	if h.settings.AccountDeletion {
		pages.GET(deletePath, h.showDelete)
		pages.POST(deletePath, h.submitDelete)
		pages.POST(deletePath+"/proof", h.startDeleteProof)
		pages.GET(deletePath+"/proof", leadBack(deletePath))
		pages.GET("/deleted", h.showDeleted)
	}

	// Changing the number: proof of the old one, the new one, its code
	pages.GET("/account/phone", h.showProof)
	pages.POST("/account/phone", h.startProof)
	pages.GET("/account/phone/new", h.showNewPhone)
	pages.POST("/account/phone/new", h.submitNewPhone)
	pages.GET("/account/phone/done", h.showChanged)
	pages.GET("/account/revert/:secret", h.showRevert)
	pages.POST("/account/revert/:secret", h.submitRevert)

	// Development
	h.routeDevelopment(pages)
}
