package main

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"html/template"
	"log"
	"net/http"
	"net/url"
	"sync"
)

// app is the relying app. Sessions live in memory, which is enough for an
// example; the tokens never leave the server.
type app struct {
	auth, key, client, callback string
	http                        *http.Client

	mu     sync.Mutex
	people map[string]signedIn // by the value of the session cookie
}

// signedIn is what the app keeps about someone who came back with a good code.
type signedIn struct {
	AccessToken string `json:"access_token"`
	User        struct {
		ID    string `json:"id"`
		Phone string `json:"phone"` // E.164 without the plus sign
	} `json:"user"`
}

var page = template.Must(template.New("home").Parse(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Example: server-side app</title>
<link rel="icon" href="data:,">
<main>
<h1>Server-side app</h1>
{{if .}}<p>Signed in as <strong id="who">+{{.User.Phone}}</strong>, user {{.User.ID}}</p>
<form method="post" action="/logout"><button>Sign out</button></form>
{{else}}<p><a href="/login">Sign in with your phone</a></p>{{end}}
</main>
`))

func (a *app) home(w http.ResponseWriter, r *http.Request) {
	var who *signedIn
	if p, ok := a.person(r); ok {
		who = &p
	}
	if err := page.Execute(w, who); err != nil {
		log.Printf("render home: %v", err)
	}
}

// login sends the browser to the hosted pages. The state and the verifier wait
// in a cookie for its return: only this browser can finish what it began.
func (a *app) login(w http.ResponseWriter, r *http.Request) {
	state, verifier := rand.Text(), rand.Text()+rand.Text() // RFC 7636, 4.1: 43 to 128 characters
	setCookie(w, "example-login", state+"."+verifier, 600)

	sum := sha256.Sum256([]byte(verifier))
	query := url.Values{
		"redirect_to":           {a.callback},
		"code_challenge":        {base64.RawURLEncoding.EncodeToString(sum[:])},
		"code_challenge_method": {"s256"},
		"state":                 {state},
	}
	if a.client != "" {
		query.Set("client_id", a.client)
	}
	http.Redirect(w, r, a.auth+"/login?"+query.Encode(), http.StatusSeeOther)
}

// finish takes the code that the hosted pages sent the browser back with.
func (a *app) finish(w http.ResponseWriter, r *http.Request) {
	state, verifier, ok := pending(r)
	setCookie(w, "example-login", "", -1)
	if !ok || subtle.ConstantTimeCompare([]byte(state), []byte(r.FormValue("state"))) != 1 {
		http.Error(w, "This sign-in was not begun here, or has been finished. Go back and sign in again.", http.StatusBadRequest)
		return
	}
	person, err := a.exchange(r.Context(), r.FormValue("code"), verifier)
	if err != nil {
		log.Printf("exchange code: %v", err)
		http.Error(w, "The sign-in did not work. Go back and sign in again.", http.StatusBadGateway)
		return
	}

	id := rand.Text()
	a.mu.Lock()
	a.people[id] = person
	a.mu.Unlock()
	setCookie(w, "example-session", id, 0)
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

func (a *app) logout(w http.ResponseWriter, r *http.Request) {
	if p, ok := a.person(r); ok {
		if err := a.endSession(r.Context(), p); err != nil {
			log.Printf("end session: %v", err)
		}
		cookie, _ := r.Cookie("example-session") // there, or person had not found it
		a.mu.Lock()
		delete(a.people, cookie.Value)
		a.mu.Unlock()
	}
	setCookie(w, "example-session", "", -1)
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

func (a *app) person(r *http.Request) (signedIn, bool) {
	cookie, err := r.Cookie("example-session")
	if err != nil {
		return signedIn{}, false
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	p, ok := a.people[cookie.Value]
	return p, ok
}
