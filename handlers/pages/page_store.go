package pages

import (
	"context"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/gorilla/securecookie"
	gorilla "github.com/gorilla/sessions"

	"phonelogin/auth/otp"
	"phonelogin/auth/pagesessions"
)

// pageStore is the Store of gorilla/sessions for our pages. The cookie holds a
// random id and nothing of the person (S29); the page session is in the
// database.
type pageStore struct {
	rows    *pagesessions.Store
	codecs  []securecookie.Codec // the first signs, and all are accepted
	formKey []byte               // key of form tokens
	flowKey []byte               // key of the ids of flows
	cookie  http.Cookie
}

// newPageStore takes the cookie keys. The first signs, and all are accepted.
func newPageStore(rows *pagesessions.Store, keys []string, secure bool) (*pageStore, error) {
	codecs, first, err := newCodecs(keys, signedInLife)
	if err != nil {
		return nil, err
	}
	form, err := hkdf.Key(sha256.New, first, nil, "phonelogin form token", 32)
	if err != nil {
		return nil, err
	}
	flow, err := hkdf.Key(sha256.New, first, nil, "phonelogin flow", 32)
	if err != nil {
		return nil, err
	}
	return &pageStore{rows: rows, codecs: codecs, formKey: form, flowKey: flow, cookie: cookieOf("phonelogin", secure)}, nil
}

// Get is the session of a request. It is made where there is none.
func (s *pageStore) Get(r *http.Request, name string) (*gorilla.Session, error) {
	return gorilla.GetRegistry(r).Get(s, name)
}

// New reads the session of the cookie. A cookie that cannot be read is no error, and
// belongs to a new visitor: who sends nonsense learns and loses nothing.
func (s *pageStore) New(r *http.Request, name string) (*gorilla.Session, error) {
	session := gorilla.NewSession(s, name)
	session.IsNew = true
	ours := cookieFor(r, s.cookie).Name
	cookie, err := r.Cookie(ours)
	if err == nil && securecookie.DecodeMulti(ours, cookie.Value, &session.ID, s.codecs...) == nil {
		return session, s.load(r.Context(), session)
	}
	session.ID = newPageID()
	return session, nil
}

func (s *pageStore) load(ctx context.Context, session *gorilla.Session) error {
	data, err := s.rows.Read(ctx, session.ID)
	if err != nil || data == nil {
		return err
	}
	var p pageSession
	if err := json.Unmarshal(data, &p); err != nil {
		return fmt.Errorf("read page session: %w", err)
	}
	session.Values[pageSessionKey], session.IsNew = &p, false
	return nil
}

// Save writes the cookie. It writes a row only where there is something to keep, so
// looking at a page leaves nothing behind.
func (s *pageStore) Save(r *http.Request, w http.ResponseWriter, session *gorilla.Session) error {
	cookie := cookieFor(r, s.cookie)
	value, err := securecookie.EncodeMulti(cookie.Name, session.ID, s.codecs...)
	if err != nil {
		return fmt.Errorf("write cookie: %w", err)
	}
	cookie.Value, cookie.MaxAge = value, int(signedInLife.Seconds())
	http.SetCookie(w, &cookie)
	p, ok := session.Values[pageSessionKey].(*pageSession)
	if !ok || p.empty() {
		return nil
	}
	life := visitorLife
	if p.Session != "" {
		life = signedInLife
	}
	return s.keep(r.Context(), session.ID, p, life)
}

func (s *pageStore) keep(ctx context.Context, id string, p *pageSession, life time.Duration) error {
	data, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("write page session: %w", err)
	}
	return s.rows.Keep(ctx, id, p.Session, data, life)
}

// renew gives the session a new id, so an id that was planted in a browser is worth
// nothing after a sign-in (S28). The answer with the new cookie may be lost.
// So the old id keeps behind for a moment, with which the same form gets the same
// answer.
func (s *pageStore) renew(ctx context.Context, session *gorilla.Session, behind *pageSession) error {
	old := session.ID
	session.ID = newPageID()
	return s.keep(ctx, old, behind, otp.RepeatFor)
}

// newPageID has 130 random bits. crypto/rand never fails.
func newPageID() string { return rand.Text() }

// formToken proves that a form came from a page of ours in this browser. Browsers
// also say where a request comes from; the token is for those that do not (S30).
func (s *pageStore) formToken(session *gorilla.Session) string {
	mac := hmac.New(sha256.New, s.formKey)
	mac.Write([]byte(session.ID))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:18])
}

// nameFlow gives a flow its id. The same request of the same browser gets the same
// id, so a form that is sent twice begins one flow.
func (s *pageStore) nameFlow(session *gorilla.Session, f *flow) {
	mac, wanted := hmac.New(sha256.New, s.flowKey), f.Request
	wanted.UILocales = "" // the person may change the language on the way
	for _, part := range []string{session.ID, string(f.Purpose), f.Phone.Digits(), f.Next, wanted.query().Encode()} {
		mac.Write([]byte(part + "\x00"))
	}
	f.ID = base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:12])
	switch {
	case f.Request.Display == embed:
		f.ID = embedFlow + f.ID
	case f.Request.ResponseMode == webMessage:
		f.ID = webMessageFlow + f.ID
	}
}

const (
	sessionName    = "pages"
	pageSessionKey = "page session"
)
