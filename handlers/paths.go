package handlers

// Paths that more than the table of routes names.
const (
	apiRoot    = "/auth/v1"
	healthPath = "/healthz"
	readyPath  = "/readyz"
	keySetPath = "/.well-known/jwks.json" // below the API's root

	serverMetadataPath = "/.well-known/oauth-authorization-server"
)
