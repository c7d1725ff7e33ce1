package handlers

// The paths that other places name.
const (
	apiRoot    = "/auth/v1"
	healthPath = "/healthz"
	readyPath  = "/readyz"
	keySetPath = "/.well-known/jwks.json" // below the API's root

	serverMetadataPath = "/.well-known/oauth-authorization-server"
)
