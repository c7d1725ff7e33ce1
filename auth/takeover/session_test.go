package takeover_test

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"phonelogin/auth/otp"
	"phonelogin/auth/takeover"
	"phonelogin/auth/tokens"
	"phonelogin/models"
	"phonelogin/models/gotrue"
	"phonelogin/models/modelstest"
)

// short is a generated 12-character refresh token: number 4 of a user is the
// newest, 3 its parent.
func (f *source) short(user, number int) string {
	return f.text(`SELECT token FROM auth.refresh_tokens WHERE session_id = md5('session' || $1::int)::uuid ORDER BY id OFFSET $2 LIMIT 1`,
		user, number-1)
}

// long is the newest refresh token of version 2 of a generated session.
func (f *source) long(user int) string {
	f.t.Helper()
	var key []byte
	var counter int64
	err := f.owner.QueryRow(`SELECT sha256(('key' || $1::int)::bytea), refresh_token_counter
		FROM auth.sessions WHERE id = md5('session' || $1::int)::uuid`, user).Scan(&key, &counter)
	if err != nil {
		f.t.Fatal(err)
	}
	token, err := tokens.WriteRefresh(key, tokens.Refresh{Session: f.id(fmt.Sprint("session", user)), Counter: counter})
	if err != nil {
		f.t.Fatal(err)
	}
	return token
}

func TestAClientThatWasSignedInStaysSignedIn(t *testing.T) {
	importing(t, 10, func(a *app, from *source) {
		a.take(takeover.From{Source: from.Source})
		for name, c := range map[string]struct {
			user  int
			token string
		}{
			"with the newest token of 12 characters":                   {2, from.short(2, 4)},
			"with its parent, because the last answer was lost":        {4, from.short(4, 3)},
			"with a token of version 2":                                {5, from.long(5)},
			"with a token of version 2 and a counter of several bytes": {9, from.long(9)},
		} {
			t.Run(name, func(t *testing.T) {
				for range 3 {
					g, err := a.Refresh(t.Context(), c.token)
					if err != nil {
						t.Fatalf("refresh: %v", err)
					}
					if want := from.id(fmt.Sprint("session", c.user)); g.Session.ID != want {
						t.Errorf("got session %s, want %s", g.Session.ID, want)
					}
					if want := from.id(fmt.Sprint("user", c.user)); g.User.ID != want {
						t.Errorf("got user %s, want %s", g.User.ID, want)
					}
					c.token = g.RefreshToken
					a.clock.advance(time.Hour)
				}
			})
		}
	}, `UPDATE auth.sessions SET refresh_token_counter = 70000 WHERE id = md5('session9')::uuid`)
}

func TestTokensOfTheOtherServerAreStoredAsHashes(t *testing.T) {
	importing(t, 2, func(a *app, from *source) {
		a.take(takeover.From{Source: from.Source})
		if _, err := a.db.RefreshToken(t.Context(), from.short(2, 4)); err == nil {
			t.Error("a refresh token is stored as it is")
		}
		h, err := a.db.SessionHolder(t.Context(), from.id("session1"))
		if err != nil {
			t.Fatal(err)
		}
		key := from.text(`SELECT refresh_token_hmac_key FROM auth.sessions WHERE id = md5('session1')::uuid`)
		if h.Session.RefreshKey == "" || string(h.Session.RefreshKey) == key {
			t.Errorf("got the refresh key %q, want it encrypted", h.Session.RefreshKey)
		}
	})
}

func TestASessionKeepsWhatItProved(t *testing.T) {
	importing(t, 2, func(a *app, from *source) {
		a.take(takeover.From{Source: from.Source})
		h, err := a.db.SessionHolder(t.Context(), from.id("session2"))
		if err != nil {
			t.Fatal(err)
		}
		at := func(text string) *time.Time {
			at, err := time.Parse(time.RFC3339, text)
			if err != nil {
				t.Fatal(err)
			}
			return &at
		}
		want := models.Session{
			ID: from.id("session2"), UserID: from.id("user2"), Face: otp.APIFace(), AAL: "aal2",
			AMR:       models.Methods{{Method: "totp", Timestamp: 1767319200}, {Method: "otp", Timestamp: 1767315600}},
			UserAgent: "Mozilla/5.0", IP: "2001:db8::1", FactorID: models.Text(from.id("factor")), Tag: "tv",
			NotAfter: at("2027-01-01T00:00:00Z"), CreatedAt: *at("2026-01-02T01:00:00Z"), RefreshedAt: at("2026-01-02T03:00:00Z"),
		}
		if diff := cmp.Diff(want, h.Session); diff != "" {
			t.Errorf("want -, got +: %s", diff)
		}
	},
		`UPDATE auth.sessions SET aal = 'aal2', ip = '2001:db8::1', factor_id = md5('factor')::uuid, tag = 'tv',
			not_after = '2027-01-01Z', created_at = '2026-01-02T01:00:00Z', refreshed_at = '2026-01-02T03:00:00'
			WHERE id = md5('session2')::uuid`,
		`UPDATE auth.mfa_amr_claims SET updated_at = '2026-01-02T01:00:00Z' WHERE session_id = md5('session2')::uuid`,
		`INSERT INTO auth.mfa_amr_claims VALUES (gen_random_uuid(), md5('session2')::uuid, now(), '2026-01-02T02:00:00Z', 'totp')`)
}

// locked encrypts a value for a row like the other server.
func (f *source) locked(row, text string, key []byte) string {
	f.t.Helper()
	own, err := hkdf.Key(sha256.New, key, nil, row, 32)
	if err != nil {
		f.t.Fatal(err)
	}
	block, err := aes.NewCipher(own)
	if err != nil {
		f.t.Fatal(err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		f.t.Fatal(err)
	}
	nonce := []byte("twelve bytes")
	sealed, err := json.Marshal(map[string]any{
		"key_id": "k1", "alg": "aes-gcm-hkdf", "nonce": nonce, "data": aead.Seal(nil, nonce, []byte(text), nil),
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return string(sealed)
}

func TestEncryptedColumnsAreReadWithTheirKey(t *testing.T) {
	key := sha256.Sum256([]byte("of the other server"))
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		owner, address := modelstest.GoTrue(t, 10)
		g, err := gotrue.Open(t.Context(), address, "auth")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = g.Close() }() // only read
		a, from := newApp(t, db), &source{Source: g, t: t, owner: owner}
		token := from.long(5)
		for _, c := range []struct{ table, column, row string }{
			{"users", "encrypted_password", "user5"}, {"sessions", "refresh_token_hmac_key", "session5"}, {"mfa_factors", "secret", "factor10"},
		} {
			id := from.id(c.row)
			text := from.text(`SELECT ` + c.column + ` FROM auth.` + c.table + ` WHERE id = '` + id + `'`)
			if _, err := owner.Exec(`ALTER TABLE auth.users ALTER encrypted_password TYPE text`); err != nil {
				t.Fatal(err)
			}
			_, err := owner.Exec(`UPDATE auth.`+c.table+` SET `+c.column+` = $1 WHERE id = $2`, from.locked(id, text, key[:]), id)
			if err != nil {
				t.Fatal(err)
			}
		}
		p := a.take(takeover.From{Source: g, DecryptionKeys: map[string][]byte{"k1": key[:]}})
		if len(p.Left) > 0 || p.Taken["factors"] != 1 {
			t.Errorf("took %v and left %v", p.Taken, p.Left)
		}
		if got := a.user(from.id("user5")).Password; got != a.user(from.id("user4")).Password {
			t.Errorf("got the password %q", got)
		}
		if _, err := a.Refresh(t.Context(), token); err != nil {
			t.Errorf("refresh: %v", err)
		}
	})
}

func TestAnOlderDatabaseIsReadAsFarAsItGoes(t *testing.T) {
	importing(t, 10, func(a *app, from *source) {
		p := a.take(takeover.From{Source: from.Source})
		want := map[string]int{"users": 10, "identities": 10, "factors": 0, "sessions": 10, "refresh tokens": 10}
		if diff := cmp.Diff(want, p.Taken); diff != "" {
			t.Errorf("want -, got +: %s", diff)
		}
		if _, err := a.Refresh(t.Context(), from.short(2, 4)); err != nil {
			t.Errorf("refresh: %v", err)
		}
		if u := a.user(from.id("user2")); u.IdentityID == "" {
			t.Error("the identity has no id")
		}
	},
		`ALTER TABLE auth.users DROP is_anonymous, DROP is_sso_user CASCADE, DROP deleted_at, DROP banned_until,
			DROP reauthentication_sent_at, DROP phone_change_sent_at`,
		`ALTER TABLE auth.identities DROP id, DROP email`, `ALTER TABLE auth.identities RENAME provider_id TO id`,
		`ALTER TABLE auth.sessions DROP oauth_client_id, DROP refresh_token_hmac_key, DROP refresh_token_counter, DROP tag,
			DROP not_after, DROP refreshed_at, DROP ip, DROP user_agent, DROP aal, DROP factor_id, DROP scopes`,
		`DROP TABLE auth.mfa_amr_claims, auth.mfa_factors`)
}

func TestASourceThatCannotBeReadWhollyIsRefused(t *testing.T) {
	owner, address := modelstest.GoTrue(t, 1)
	reader, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change, schema, want string
	}{
		"row level security": {`ALTER ROLE ` + reader.User.Username() + ` NOBYPASSRLS`, "auth", gotrue.ErrRowsHidden.Error()},
		"another schema":     {`SELECT 1`, "public", gotrue.ErrNotGoTrue.Error()},
		"no name":            {`SELECT 1`, `a"; DROP TABLE auth.users; --`, "not a name of a schema"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := owner.Exec(c.change); err != nil {
				t.Fatal(err)
			}
			_, err := gotrue.Open(t.Context(), address, c.schema)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func TestTheSourceMayNotBeTheTarget(t *testing.T) {
	_, address := modelstest.GoTrue(t, 1)
	g, err := gotrue.Open(t.Context(), address, "auth")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = g.Close() }() // only read
	if err := g.CheckNotOurs(t.Context(), models.Options{URL: address, MaxConnections: 1}); err == nil {
		t.Error("the database of the other server was taken for ours")
	}
	if err := g.CheckNotOurs(t.Context(), models.Options{URL: modelstest.URL(t, "postgres"), MaxConnections: 1}); err != nil {
		t.Errorf("another database: %v", err)
	}
}
