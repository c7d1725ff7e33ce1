package takeover_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"phonelogin/auth/takeover"
	"phonelogin/auth/wire"
	"phonelogin/models"
	"phonelogin/models/gotrue"
	"phonelogin/models/modelstest"
	"phonelogin/models/phone"
)

// source is the database of another server.
type source struct {
	*gotrue.Source
	t     *testing.T
	owner *sql.DB
}

// importing runs a test for every target database, with n generated users to
// import. The source's role is read-only, and the source must be unchanged after
// the test.
func importing(t *testing.T, n int, test func(a *app, from *source), change ...string) {
	t.Helper()
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		owner, address := modelstest.GoTrue(t, n)
		for _, statement := range change {
			if _, err := owner.Exec(statement); err != nil {
				t.Fatalf("%s: %v", statement, err)
			}
		}
		g, err := gotrue.Open(t.Context(), address, "auth")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = g.Close() }() // only read
		from := &source{Source: g, t: t, owner: owner}
		before := from.sums()
		test(newApp(t, db), from)
		if diff := cmp.Diff(before, from.sums()); diff != "" {
			t.Errorf("the source was changed: %s", diff)
		}
	})
}

// sums are checksums of the source's tables.
func (f *source) sums() map[string]string {
	f.t.Helper()
	sums := map[string]string{}
	for _, table := range []string{"users", "identities", "sessions", "refresh_tokens", "mfa_amr_claims", "mfa_factors"} {
		var sum string
		if f.text(`SELECT to_regclass('auth.`+table+`') IS NULL`) == "true" {
			continue // an older server
		}
		row := f.owner.QueryRow(`SELECT count(*) || coalesce(md5(string_agg(t::text, '' ORDER BY t::text)), '') FROM auth.` + table + ` t`)
		if err := row.Scan(&sum); err != nil {
			f.t.Fatal(err)
		}
		sums[table] = sum
	}
	return sums
}

// take runs an import to its end and returns its progress.
func (a *app) take(from takeover.From) takeover.Progress {
	a.t.Helper()
	from.Batch = max(from.Batch, 7)
	run, err := a.Begin(a.t.Context(), from)
	if err != nil {
		a.t.Fatalf("begin: %v", err)
	}
	if run.Finished() {
		return run.Progress()
	}
	if err := run.Run(a.t.Context(), nil, a.tick); err != nil {
		a.t.Fatalf("run: %v", err)
	}
	return run.Progress()
}

// tick lets time pass between batches.
func (a *app) tick(takeover.Progress) { a.clock.advance(time.Millisecond) }

// id is the id of a generated row.
func (f *source) id(of string) (id string) {
	f.t.Helper()
	if err := f.owner.QueryRow(`SELECT md5($1)::uuid`, of).Scan(&id); err != nil {
		f.t.Fatal(err)
	}
	return id
}

func (f *source) text(query string, args ...any) (text string) {
	f.t.Helper()
	if err := f.owner.QueryRow(query, args...).Scan(&text); err != nil {
		f.t.Fatalf("%s: %v", query, err)
	}
	return text
}

func TestAnImportTakesAllUsersOnce(t *testing.T) {
	importing(t, 50, func(a *app, from *source) {
		want := takeover.Progress{Total: 50, Read: 50, Left: map[string]int{}, Taken: map[string]int{
			"users": 50, "identities": 50, "factors": 5, "sessions": 50, "refresh tokens": 50}}
		got := a.take(takeover.From{Source: from.Source})
		got.After = ""
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("progress: %s", diff)
		}
		again := a.take(takeover.From{Source: from.Source})
		again.After = ""
		if diff := cmp.Diff(want, again); diff != "" {
			t.Errorf("a finished import does something: %s", diff)
		}
	})
}

func TestAUserIsTheSameAfterAnImport(t *testing.T) {
	importing(t, 10, func(a *app, from *source) {
		a.take(takeover.From{Source: from.Source})
		got, err := json.Marshal(wire.UserOf(a.user(from.id("user10"))))
		if err != nil {
			t.Fatal(err)
		}
		// The user in the other server's form, built by its database.
		want := from.text(`
			SELECT json_build_object('id', u.id, 'aud', u.aud, 'role', u.role, 'email', 'ada@example.com',
				'email_confirmed_at', u.email_confirmed_at, 'phone', u.phone, 'phone_confirmed_at', u.phone_confirmed_at,
				'confirmation_sent_at', u.confirmation_sent_at, 'confirmed_at', u.confirmed_at,
				'new_phone', u.phone_change, 'phone_change_sent_at', u.phone_change_sent_at,
				'reauthentication_sent_at', u.reauthentication_sent_at, 'last_sign_in_at', u.last_sign_in_at,
				'app_metadata', u.raw_app_meta_data, 'user_metadata', u.raw_user_meta_data,
				'factors', (SELECT json_agg(json_build_object('id', f.id, 'created_at', f.created_at, 'updated_at', f.updated_at,
					'status', f.status, 'friendly_name', f.friendly_name, 'factor_type', f.factor_type,
					'last_challenged_at', f.last_challenged_at)) FROM auth.mfa_factors f WHERE f.user_id = u.id),
				'identities', (SELECT json_agg(json_build_object('identity_id', i.id, 'id', i.provider_id, 'user_id', i.user_id,
					'identity_data', i.identity_data, 'provider', i.provider, 'last_sign_in_at', i.last_sign_in_at,
					'created_at', i.created_at, 'updated_at', i.updated_at, 'email', i.email) ORDER BY i.created_at)
					FROM auth.identities i WHERE i.user_id = u.id),
				'created_at', u.created_at, 'updated_at', u.updated_at, 'banned_until', timestamptz '9999-12-31Z', 'is_anonymous', false)
			FROM auth.users u WHERE u.id = md5('user10')::uuid`)
		// That server never sets it to true.
		want = strings.ReplaceAll(want, `"phone_verified": false`, `"phone_verified": true`)
		if diff := cmp.Diff(comparableJSON(t, want), comparableJSON(t, string(got))); diff != "" {
			t.Errorf("want -, got +: %s", diff)
		}
		if u := a.user(from.id("user10")); !strings.HasPrefix(string(u.Password), "$2a$10$") || u.Unproved {
			t.Errorf("got the password %q, and unproved: %v", u.Password, u.Unproved)
		}
	},
		`UPDATE auth.users SET email = 'ada@example.com', email_confirmed_at = now(), phone_change = '46709999999',
			phone_change_sent_at = now(), reauthentication_sent_at = now(), banned_until = 'infinity',
			raw_user_meta_data = raw_user_meta_data || '{"big": 12345678901234567890.5}' WHERE id = md5('user10')::uuid`,
		`INSERT INTO auth.identities (provider_id, user_id, identity_data, provider, last_sign_in_at, created_at, updated_at)
			VALUES ('ada@example.com', md5('user10')::uuid, '{"email": "Ada@example.com"}', 'email', now(), now(), now())`)
}

// comparableJSON parses JSON, normalises times and drops nulls.
func comparableJSON(t *testing.T, text string) map[string]any {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.UseNumber()
	var v map[string]any
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return tidy(v).(map[string]any)
}

func tidy(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, member := range v {
			if v[k] = tidy(member); v[k] == nil {
				delete(v, k)
			}
		}
	case []any:
		for k := range v {
			v[k] = tidy(v[k])
		}
	case string:
		if at, err := time.Parse(time.RFC3339Nano, v); err == nil {
			return at.UTC().Format(time.RFC3339Nano)
		}
	}
	return v
}

func TestWhatCannotBeTakenIsCountedAndListed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "report")
	importing(t, 20, func(a *app, from *source) {
		a.signIn("46700000012") // who came before the import
		report, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = report.Close() }() // read from its path
		run, err := a.Begin(t.Context(), takeover.From{Source: from.Source, Batch: 6})
		if err != nil {
			t.Fatal(err)
		}
		if err := run.Run(t.Context(), report, a.tick); err != nil {
			t.Fatal(err)
		}
		want := map[string]int{
			"user: deleted": 1, "user: sso_user": 1, "user: no_phone": 1, "user: invalid_phone": 1,
			"user: phone_taken": 1, "user: factor_encrypted": 1, "password: unproven": 1, "password: unknown_hash": 1,
			"password: encrypted": 1, "factor: webauthn": 1, "factor: bad_secret": 1, "session: oauth_client": 1,
			"refresh key: encrypted": 1, "refresh key: bad_key": 1,
		}
		if diff := cmp.Diff(want, run.Progress().Left); diff != "" {
			t.Errorf("want -, got +: %s", diff)
		}
		if got := run.Progress().Taken["users"]; got != 14 {
			t.Errorf("got %d users, want 14", got)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(string(text)), "\n")
		if len(lines) != len(want) || !strings.Contains(string(text), fmt.Sprintf(`{"user":%q,"what":"user","reason":"no_phone"}`, from.id("user3"))) {
			t.Errorf("got the report\n%s", text)
		}
		if strings.Contains(string(text), "46700000012") {
			t.Error("the report shows a number")
		}
		if u := a.user(from.id("user6")); u.Password != "" || u.PhoneConfirmedAt != nil {
			t.Errorf("an unproven account keeps its password %q", u.Password)
		}
		if u := a.user(from.id("user16")); !u.IsAnonymous || u.Phone != "" {
			t.Errorf("got %+v, want the anonymous user", u)
		}
	},
		`UPDATE auth.users SET deleted_at = now() WHERE id = md5('user1')::uuid`,
		`UPDATE auth.users SET is_sso_user = true WHERE id = md5('user2')::uuid`,
		`UPDATE auth.users SET phone = NULL, email = 'only@example.com' WHERE id = md5('user3')::uuid`,
		`UPDATE auth.users SET phone = '0701234567' WHERE id = md5('user4')::uuid`,
		`UPDATE auth.users SET phone_confirmed_at = NULL WHERE id = md5('user6')::uuid`,
		`UPDATE auth.users SET encrypted_password = '{"key_id":"k","alg":"aes-gcm-hkdf","data":"AA==","nonce":"AAAAAAAAAAAAAAAA"}' WHERE id = md5('user7')::uuid`,
		`UPDATE auth.users SET encrypted_password = 'plain' WHERE id = md5('user8')::uuid`,
		`UPDATE auth.mfa_factors SET secret = '{"key_id":"k","alg":"aes-gcm-hkdf","data":"AA==","nonce":"AAAAAAAAAAAAAAAA"}' WHERE id = md5('factor10')::uuid`,
		`UPDATE auth.mfa_factors SET secret = 'no base32!' WHERE id = md5('factor20')::uuid`,
		`INSERT INTO auth.mfa_factors (id, user_id, factor_type, status, created_at, updated_at)
			VALUES (gen_random_uuid(), md5('user14')::uuid, 'webauthn', 'verified', now(), now())`,
		`UPDATE auth.users SET phone = NULL, is_anonymous = true, raw_app_meta_data = '{}' WHERE id = md5('user16')::uuid`,
		`DELETE FROM auth.identities WHERE user_id = md5('user16')::uuid`,
		`INSERT INTO auth.oauth_clients VALUES (md5('client')::uuid)`,
		`UPDATE auth.sessions SET oauth_client_id = md5('client')::uuid WHERE id = md5('session18')::uuid`,
		`UPDATE auth.sessions SET refresh_token_hmac_key = '{"key_id":"k","alg":"aes-gcm-hkdf","data":"AA==","nonce":"AAAAAAAAAAAAAAAA"}' WHERE id = md5('session19')::uuid`,
		`UPDATE auth.sessions SET refresh_token_hmac_key = 'short' WHERE id = md5('session17')::uuid`)
}

func TestAStoppedImportGoesOnWithoutLossOrDoubles(t *testing.T) {
	importing(t, 60, func(a *app, from *source) {
		for stops := 0; ; stops++ {
			run, err := a.Begin(t.Context(), takeover.From{Source: from.Source, Batch: 13})
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			err = run.Run(ctx, nil, func(p takeover.Progress) { a.tick(p); cancel() })
			cancel()
			if err == nil {
				if got := run.Progress().Taken; stops < 3 || got["users"] != 60 || got["refresh tokens"] != 60 {
					t.Errorf("after %d stops: got %v", stops, got)
				}
				return
			}
			if !errors.Is(err, takeover.ErrStopped) {
				t.Fatal(err)
			}
		}
	})
}

func TestAgainTakesOnlyNewUsers(t *testing.T) {
	importing(t, 20, func(a *app, from *source) {
		a.take(takeover.From{Source: from.Source})
		grant := a.signIn("46700000004")
		if err := a.db.Remove(t.Context(), models.Removal{UserID: from.id("user5"), Hash: func(phone.Number) string { return "" }, Now: a.clock.Now()}); err != nil {
			t.Fatal(err)
		}
		p := a.take(takeover.From{Source: from.Source, Again: true})
		if p.Taken["users"] != 1 || p.Left["user: already_here"] != 19 {
			t.Errorf("got %v and left %v", p.Taken, p.Left)
		}
		if grant.User.ID != from.id("user4") {
			t.Errorf("a code signed %s in, want the imported user", grant.User.ID)
		}
	})
}

func TestTwoImportsAtOnceAreOne(t *testing.T) {
	importing(t, 60, func(a *app, from *source) {
		options := takeover.From{Source: from.Source, Batch: 5}
		first, err := a.Begin(t.Context(), options)
		if err != nil {
			t.Fatal(err)
		}
		ran := make(chan error, 1)
		go func() {
			ran <- first.Run(t.Context(), nil, func(p takeover.Progress) { a.tick(p); time.Sleep(50 * time.Millisecond) })
		}()
		if _, err := a.Begin(t.Context(), options); !errors.Is(err, takeover.ErrBusy) {
			t.Errorf("the second: got %v, want ErrBusy", err)
		}
		if err := <-ran; err != nil {
			t.Errorf("the first: %v", err)
		}
	})
}

func TestAnImportThatWasTakenOverDoesNothingMore(t *testing.T) {
	importing(t, 20, func(a *app, from *source) {
		lost, err := a.Begin(t.Context(), takeover.From{Source: from.Source, Batch: 5})
		if err != nil {
			t.Fatal(err)
		}
		a.clock.advance(time.Minute) // no sign of life, as after kill -9
		if p := a.take(takeover.From{Source: from.Source}); p.Taken["users"] != 20 {
			t.Errorf("got %v", p.Taken)
		}
		if err := lost.Run(t.Context(), nil, a.tick); !errors.Is(err, takeover.ErrBusy) {
			t.Errorf("got %v, want ErrBusy", err)
		}
	})
}
