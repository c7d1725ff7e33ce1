// Spa is a static single-page app that signs people in with supabase-js, by the
// JSON API and by the hosted pages. This program only serves its files.
//
//	go run ./examples/spa -key sb_publishable_…
package main

import (
	"embed"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"log"
	"net/http"
	"time"
)

//go:embed site
var files embed.FS

func main() {
	listen := flag.String("listen", "localhost:3000", "address to serve on")
	auth := flag.String("auth", "http://localhost:8080", "URL of the phonelogin server")
	key := flag.String("key", "", "publishable key, which the server prints at start; without it the page asks")
	flag.Parse()

	if err := serve(*listen, *auth, *key); err != nil {
		log.Fatal(err)
	}
}

func serve(listen, auth, key string) error {
	site, err := fs.Sub(files, "site")
	if err != nil {
		return fmt.Errorf("open site: %w", err)
	}
	settings, err := json.Marshal(map[string]string{"url": auth, "key": key})
	if err != nil {
		return fmt.Errorf("encode settings: %w", err)
	}

	mux := http.NewServeMux()
	mux.Handle("GET /", http.FileServerFS(site))
	mux.HandleFunc("GET /config.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		fmt.Fprintf(w, "window.settings = %s\n", settings)
	})

	log.Printf("open http://%s", listen)
	server := &http.Server{Addr: listen, Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	return server.ListenAndServe()
}
