package handlers_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/crypto/bcrypt"
)

const bare = "4915112345678" // ada, as the wire has it

// Transcript C4.
func TestAnAdminMakesAUser(t *testing.T) {
	each(t, func(a *app) {
		made := a.create(`{"phone":"` + ada + `","phone_confirm":true,"user_metadata":{"k":"v","gone":null},"app_metadata":{"tier":1}}`)
		if made.Phone != bare || made.PhoneConfirmedAt == nil || made.ConfirmedAt == nil || made.Email != "" ||
			made.Aud != "authenticated" || made.Role != "authenticated" || made.IsAnonymous {
			t.Errorf("got %+v", made)
		}
		want := map[string]any{"provider": "phone", "providers": []any{"phone"}, "tier": 1.0}
		if diff := cmp.Diff(want, made.AppMetadata); diff != "" {
			t.Errorf("app_metadata (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(map[string]any{"k": "v"}, made.UserMetadata); diff != "" {
			t.Errorf("user_metadata (-want +got):\n%s", diff)
		}
		data := map[string]any{"sub": made.ID, "phone": bare, "phone_verified": true, "email_verified": false}
		if diff := cmp.Diff(data, made.Identities[0].IdentityData); diff != "" {
			t.Errorf("identity_data (-want +got):\n%s", diff)
		}
		if n := len(a.inbox.Messages()); n > 0 {
			t.Errorf("%d messages were sent", n)
		}
		var shown person
		a.asAdmin("GET", "/admin/users/"+made.ID, "").ok().read(&shown)
		if diff := cmp.Diff(made, shown); diff != "" {
			t.Errorf("answer and row differ (-want +got):\n%s", diff)
		}
		// The user signs in as the one who was made.
		if s := a.signIn(ada); s.User.ID != made.ID {
			t.Errorf("signed in as %s, want %s", s.User.ID, made.ID)
		}
	})
}

func TestAnUnconfirmedNumberIsConfirmedByItsFirstCode(t *testing.T) {
	each(t, func(a *app) {
		made := a.create(`{"phone":"` + ada + `"}`)
		if made.PhoneConfirmedAt != nil || made.Identities[0].IdentityData["phone_verified"] != false {
			t.Errorf("got %+v, want an unconfirmed number", made)
		}
		var after person
		s := a.signIn(ada)
		a.json("GET", "/user", "", s.bearer()...).ok().read(&after)
		if after.ID != made.ID || after.PhoneConfirmedAt == nil || after.Identities[0].IdentityData["phone_verified"] != true {
			t.Errorf("got %+v, want a confirmed number", after)
		}
	})
}

func TestAnAdminMakesAUserWithAnEmailAddress(t *testing.T) {
	each(t, func(a *app) {
		id := "1f3a0c52-7d42-4a63-9a2e-2f9f4d1c7b10"
		made := a.create(`{"id":"` + strings.ToUpper(id) + `","email":"Ada@Example.com","email_confirm":true,"phone":"` + ada + `","role":"staff","aud":"inside"}`)
		if made.ID != id || made.Email != "ada@example.com" || made.EmailConfirmedAt == nil || made.Role != "staff" || made.Aud != "inside" {
			t.Errorf("got %+v", made)
		}
		want := map[string]any{"provider": "email", "providers": []any{"email", "phone"}}
		if diff := cmp.Diff(want, made.AppMetadata); diff != "" {
			t.Errorf("app_metadata (-want +got):\n%s", diff)
		}
		email := made.Identities[1]
		if email.Provider != "email" || email.Email != "ada@example.com" || email.IdentityData["email_verified"] != true {
			t.Errorf("got identity %+v", email)
		}
		s := a.signIn(ada)
		claims, err := a.keys.Verify(s.AccessToken)
		if err != nil || claims.Email != "ada@example.com" {
			t.Errorf("got a token for %+v, %v", claims, err)
		}
	})
}

// Transcripts C5, C6 and C16.
func TestWhatAnAdminCannotMake(t *testing.T) {
	each(t, func(a *app) {
		known := a.create(`{"phone":"` + ada + `","email":"ada@example.com"}`)
		long := strings.Repeat("x", 73)
		const invalid = `{"code":400,"error_code":"validation_failed","msg":"`
		for body, want := range map[string]string{
			`{}`:                      invalid + `Cannot create a user without either an email or phone"}`,
			`{"phone":"` + ada + `"}`: `{"code":422,"error_code":"phone_exists","msg":"Phone number already registered by another user"}`,
			`{"phone":"` + grace + `","email":"ADA@example.com"}`:                   `{"code":422,"error_code":"email_exists","msg":"A user with this email address has already been registered"}`,
			`{"phone":"` + grace + `","id":"` + known.ID + `"}`:                     `{"code":422,"error_code":"user_already_exists","msg":"A user with this id already exists"}`,
			`{"phone":"` + grace + `","id":"abc"}`:                                  invalid + `id must be a UUID other than that of zeros"}`,
			`{"phone":"` + grace + `","id":"00000000-0000-0000-0000-000000000000"}`: invalid + `id must be a UUID other than that of zeros"}`,
			`{"phone":"ada"}`:                                                                      invalid + `Invalid phone number format (E.164 required)"}`,
			`{"email":"ada"}`:                                                                      invalid + `Unable to validate email address: invalid format"}`,
			`{"email":"Ada <ada@example.org>"}`:                                                    invalid + `Unable to validate email address: invalid format"}`,
			`{"phone":"` + grace + `","password":"abc"}`:                                           `{"code":422,"error_code":"weak_password","msg":"Password should be at least 6 characters.","weak_password":{"reasons":["length"]}}`,
			`{"phone":"` + grace + `","password":"` + long + `"}`:                                  invalid + `Password cannot be longer than 72 characters"}`,
			`{"phone":"` + grace + `","password":"secret","password_hash":"$2a$"}`:                 invalid + `Only a password or a password hash should be provided"}`,
			`{"phone":"` + grace + `","password_hash":"secret"}`:                                   invalid + `password_hash must be a bcrypt, argon2 or fbscrypt hash"}`,
			`{"phone":"` + grace + `","ban_duration":"soon"}`:                                      invalid + `invalid format for ban duration: time: invalid duration \"soon\""}`,
			`{"phone":"` + grace + `","role":"` + strings.Repeat("r", 256) + `"}`:                  invalid + `aud and role must have at most 255 characters"}`,
			`{"phone":"` + grace + `","user_metadata":{"a":"` + strings.Repeat("x", 17000) + `"}}`: invalid + `data is too large (max 16384 bytes)"}`,
		} {
			got := a.asAdmin("POST", "/admin/users", body)
			if got.body != want {
				t.Errorf("%s:\ngot %d %s\nwant %s", body, got.status, got.body, want)
			}
		}
		for _, method := range []string{"GET", "PUT", "DELETE"} {
			a.asAdmin(method, "/admin/users/abc", "{}").is(404,
				`{"code":404,"error_code":"validation_failed","msg":"user_id must be an UUID"}`)
			a.asAdmin(method, "/admin/users/1f3a0c52-7d42-4a63-9a2e-2f9f4d1c7b10", "{}").is(404, noUser)
		}
		if n := a.rows("users"); n != 1 {
			t.Errorf("there are %d users, want 1", n)
		}
	})
}

func TestAStrangersClaimGivesWayToAnAdmin(t *testing.T) {
	each(t, func(a *app) {
		for _, give := range []func() string{
			func() string { return a.create(`{"phone":"` + ada + `"}`).ID },
			func() string {
				other := a.create(`{"phone":"` + grace + `"}`).ID
				a.asAdmin("PUT", "/admin/users/"+other, `{"phone":"`+ada+`"}`).ok()
				return other
			},
		} {
			claim := a.create(`{"phone":"` + ada + `"}`).ID
			a.set("users", "is_claim = true WHERE id = '"+claim+"'")
			now := give()
			a.asAdmin("GET", "/admin/users/"+claim, "").is(404, noUser)
			a.asAdmin("DELETE", "/admin/users/"+now, "").ok()
		}
	})
}

func TestPasswordsAreKeptAsHashes(t *testing.T) {
	each(t, func(a *app) {
		made := a.create(`{"phone":"` + ada + `","password":"correct horse"}`)
		if bcrypt.CompareHashAndPassword([]byte(a.passwordOf(made.ID)), []byte("correct horse")) != nil {
			t.Error("the password is not kept as its bcrypt hash")
		}
		for _, hash := range []string{
			"$2y$10$WIbOSzSYrYMDpJqPKcJcR.WSoaQDzy8JLqV0WSJ3bmLwCLNJnP7oy",
			"$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b27m5p1hcN9OJqZb1dcnL2hYVc",
			"$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=ou9tdYTGyYm8kuR6Dt0Bp0kDuAYoXrK16mbZO4yGwAn3oLspjnN0/c41v8xZnO1n14J3MjKj1b2g6AUCAlFwMw==$C0sHCg9ek77hsg==$ZGlmZmVyZW50aGFzaA==",
		} {
			a.asAdmin("PUT", "/admin/users/"+made.ID, `{"password_hash":"`+hash+`"}`).ok()
			if got := a.passwordOf(made.ID); got != hash {
				t.Errorf("got %s, want %s as it was given", got, hash)
			}
		}
		for _, hash := range []string{
			"$2a$10$short", "$2a$32$WIbOSzSYrYMDpJqPKcJcR.WSoaQDzy8JLqV0WSJ3bmLwCLNJnP7oy",
			"$argon2d$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub", "$argon2id$v=19$m=65536,t=3,p=4$!!$RdescudvJCsgt3ub",
			"$fbscrypt$v=2,n=14,r=8,p=1$Bw==$Bw==",
		} {
			if got := a.asAdmin("PUT", "/admin/users/"+made.ID, `{"password_hash":"`+hash+`"}`); got.status != 400 {
				t.Errorf("%s: got %d", hash, got.status)
			}
		}
	})
}

func TestAConfirmedClaimLosesTheStrangersPassword(t *testing.T) {
	each(t, func(a *app) {
		claim := a.create(`{"phone":"` + ada + `","password":"a stranger's"}`)
		a.set("users", "is_claim = true")
		a.asAdmin("PUT", "/admin/users/"+claim.ID, `{"role":"staff"}`).ok()
		if a.passwordOf(claim.ID) == "" {
			t.Error("the claim lost its password though nobody vouched for it")
		}
		a.asAdmin("PUT", "/admin/users/"+claim.ID, `{"phone_confirm":true}`).ok()
		if hash := a.passwordOf(claim.ID); hash != "" {
			t.Errorf("the password is kept: %s", hash)
		}
	})
}

// Transcript C8, and H12 without its database error.
func TestAnAdminChangesAUser(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		other := a.create(`{"phone":"` + grace + `","email":"grace@example.com"}`)
		path := "/admin/users/" + s.User.ID
		a.asAdmin("PUT", path, `{"app_metadata":{"tier":1,"providers":["github"],"provider":"github"},"user_metadata":{"a":1,"b":2}}`).ok()
		a.advance(time.Minute)

		third := "+4915112345670"
		var got person
		a.asAdmin("PUT", path, `{"phone":"`+third+`","app_metadata":{"tier":null,"plan":"gold"},"user_metadata":{"a":null}}`).ok().read(&got)
		if got.Phone != third[1:] || got.PhoneConfirmedAt == nil || got.Identities[0].IdentityData["phone"] != third[1:] {
			t.Errorf("got %+v", got)
		}
		want := map[string]any{"provider": "phone", "providers": []any{"phone"}, "plan": "gold"}
		if diff := cmp.Diff(want, got.AppMetadata); diff != "" {
			t.Errorf("app_metadata (-want +got):\n%s", diff)
		}
		if _, there := got.UserMetadata["a"]; there || got.UserMetadata["b"] != 2.0 || got.UserMetadata["sub"] != got.ID {
			t.Errorf("user_metadata %v", got.UserMetadata)
		}
		// What was not named stayed, the session among it.
		a.json("GET", "/user", "", s.bearer()...).ok()

		a.asAdmin("PUT", path, `{"phone":"`+grace+`"}`).is(422,
			`{"code":422,"error_code":"phone_exists","msg":"Phone number already registered by another user"}`)
		a.asAdmin("PUT", path, `{"email":"grace@example.com"}`).is(422,
			`{"code":422,"error_code":"email_exists","msg":"A user with this email address has already been registered"}`)
		a.asAdmin("PUT", "/admin/users/"+other.ID, `{"phone":"`+grace+`","email":"grace@example.com"}`).ok()
		a.asAdmin("PUT", path, `{"email":"ada@example.com"}`).ok().read(&got)
		if diff := cmp.Diff([]any{"email", "phone"}, got.AppMetadata["providers"]); diff != "" || got.AppMetadata["provider"] != "phone" {
			t.Errorf("app_metadata %v", got.AppMetadata)
		}
	})
}

// proves S34
func TestABanAndANewPasswordEndAllSessions(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		path := "/admin/users/" + s.User.ID
		var got person
		a.asAdmin("PUT", path, `{"ban_duration":"24h"}`).ok().read(&got)
		if want := a.clock.Now().Add(24 * time.Hour); got.BannedUntil == nil || !got.BannedUntil.Equal(want) {
			t.Errorf("banned until %v, want %v", got.BannedUntil, want)
		}
		a.json("GET", "/user", "", s.bearer()...).is(403, `{"code":403,"error_code":"user_banned","msg":"User is banned"}`)
		if n := a.rows("sessions"); n != 0 {
			t.Errorf("%d sessions are left after a ban", n)
		}
		a.asAdmin("PUT", path, `{"ban_duration":"none"}`).ok()
		a.json("GET", "/user", "", s.bearer()...).is(403,
			`{"code":403,"error_code":"session_not_found","msg":"Session from session_id claim in JWT does not exist"}`)

		a.again(ada)
		a.asAdmin("PUT", path, `{"password":"correct horse"}`).ok()
		if n := a.rows("sessions"); n != 0 {
			t.Errorf("%d sessions are left after a new password", n)
		}
	})
}

func TestANumberFromAnAdminEndsAChangeUnderWay(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		a.json("PUT", "/user", `{"phone":"`+grace+`"}`, s.bearer()...).ok()
		code := a.code()
		var got person
		a.asAdmin("PUT", "/admin/users/"+s.User.ID, `{"phone":"+4915112345670"}`).ok().read(&got)
		if got.NewPhone != "" {
			t.Errorf("new_phone is %q still", got.NewPhone)
		}
		late := a.json("POST", "/verify", `{"type":"phone_change","phone":"`+grace+`","token":"`+code+`"}`)
		if late.status != 403 {
			t.Errorf("the code of the change: got %d %s", late.status, late.body)
		}
	})
}

func TestOneOfManyAdminsAtOnceGivesTheNumber(t *testing.T) {
	each(t, func(a *app) {
		made := atOnce(8, func() answer { return a.asAdmin("POST", "/admin/users", `{"phone":"`+ada+`"}`) })
		if count(made, 200) != 1 || count(made, 422) != 7 {
			t.Errorf("created: %d times 200, %d times 422", count(made, 200), count(made, 422))
		}
		others := make(chan string, 8)
		for i := range 8 {
			others <- a.create(fmt.Sprintf(`{"phone":"1555010000%d"}`, i)).ID
		}
		given := atOnce(8, func() answer { return a.asAdmin("PUT", "/admin/users/"+<-others, `{"phone":"`+grace+`"}`) })
		if count(given, 200) != 1 || count(given, 422) != 7 {
			t.Errorf("changed: %d times 200, %d times 422", count(given, 200), count(given, 422))
		}
	})
}
