// Server is a server-side app that sends people to the hosted pages and gets
// them back with a code, which it exchanges with PKCE. Nothing but the standard
// library.
//
//	go run ./examples/server -key sb_publishable_…
package main

import (
	"errors"
	"flag"
	"log"
	"net/http"
	"strings"
	"time"
)

func main() {
	listen := flag.String("listen", "localhost:3001", "address to serve on")
	auth := flag.String("auth", "http://localhost:8080", "URL of the phonelogin server")
	key := flag.String("key", "", "publishable key, which the server prints at start")
	client := flag.String("client", "", "client_id of this app; empty is the default app")
	flag.Parse()

	if err := serve(*listen, *auth, *key, *client); err != nil {
		log.Fatal(err)
	}
}

func serve(listen, auth, key, client string) error {
	if key == "" {
		return errors.New("pass -key sb_publishable_…, which the server prints at start")
	}
	a := &app{
		auth:     strings.TrimSuffix(auth, "/"),
		key:      key,
		client:   client,
		callback: "http://" + listen + "/callback",
		http:     &http.Client{Timeout: 10 * time.Second},
		people:   map[string]signedIn{},
	}

	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", a.home)
	mux.HandleFunc("GET /login", a.login)
	mux.HandleFunc("GET /callback", a.finish)
	mux.HandleFunc("POST /logout", a.logout)

	log.Printf("open http://%s", listen)
	// SameSite cookies do not stop a forged POST from another port of the same
	// host; this does.
	handler := http.NewCrossOriginProtection().Handler(mux)
	server := &http.Server{Addr: listen, Handler: handler, ReadHeaderTimeout: 5 * time.Second}
	return server.ListenAndServe()
}
