package handlers_test

import (
	"fmt"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// listed is a list of users.
type listed struct {
	Users      []person `json:"users"`
	Aud        string   `json:"aud"`
	Pagination *struct {
		NextCursor string `json:"next_cursor"`
		HasMore    bool   `json:"has_more"`
	} `json:"pagination"`
}

// phones are the numbers of a list.
func (l listed) phones() string {
	var all []string
	for _, u := range l.Users {
		all = append(all, u.Phone)
	}
	return strings.Join(all, " ")
}

// five users with the numbers 15550100001 to 5, a second apart.
func (a *app) five() {
	for i := range 5 {
		a.create(fmt.Sprintf(`{"phone":"1555010000%d"}`, i+1))
		a.advance(time.Second)
	}
}

// Transcripts C3 and E11.
func TestUsersAreListedInPagesNewestFirst(t *testing.T) {
	each(t, func(a *app) {
		a.five()
		var got listed
		a.asAdmin("GET", "/admin/users?page=2&per_page=2", "").ok().has("X-Total-Count", "5").
			has("Link", `</auth/v1/admin/users?page=3&per_page=2>; rel="next", </auth/v1/admin/users?page=3&per_page=2>; rel="last"`).
			has("Cache-Control", "no-store").read(&got)
		if got.phones() != "15550100003 15550100002" || got.Aud != "authenticated" || got.Pagination != nil {
			t.Errorf("got %+v", got)
		}
		a.asAdmin("GET", "/admin/users?page=3&per_page=2&filter=1555", "").ok().
			has("Link", `</auth/v1/admin/users?page=3&per_page=2&filter=1555>; rel="last"`).read(&got)
		if got.phones() != "15550100001" {
			t.Errorf("got %+v", got)
		}
		a.asAdmin("GET", "/admin/users?page=9&per_page=2", "").ok().has("X-Total-Count", "5").read(&got)
		if len(got.Users) != 0 {
			t.Errorf("got %+v", got)
		}
		// auth-js sends both, empty, where nothing was asked.
		a.asAdmin("GET", "/admin/users?page=&per_page=&sort=created_at+asc", "").ok().
			has("Link", `</auth/v1/admin/users?page=1&sort=created_at+asc>; rel="last"`).read(&got)
		if got.phones() != "15550100001 15550100002 15550100003 15550100004 15550100005" {
			t.Errorf("got %+v", got)
		}
		r := httptest.NewRequestWithContext(t.Context(), "GET", "/admin/users?page=1&per_page=1", nil)
		r.Header.Set("apikey", secret)
		a.serve(r).ok().has("Link", `</admin/users?page=2&per_page=1>; rel="next", </admin/users?page=5&per_page=1>; rel="last"`)
	})
}

func TestAListWithoutUsersIsAList(t *testing.T) {
	each(t, func(a *app) {
		a.asAdmin("GET", "/admin/users", "").is(200, `{"users":[],"aud":"authenticated"}`).has("X-Total-Count", "0")
		a.create(`{"phone":"` + ada + `"}`)
		a.set("users", "identity_id = NULL")
		if got := a.asAdmin("GET", "/admin/users", ""); !strings.Contains(got.body, `"identities":[]`) {
			t.Errorf("identities are no list: %s", got.body)
		}
		a.asAdmin("GET", "/admin/users", "", "X-JWT-AUD", "another").is(200, `{"users":[],"aud":"another"}`)
	})
}

func TestAListIsWalkedByACursor(t *testing.T) {
	each(t, func(a *app) {
		a.five()
		for order, want := range map[string]string{
			"":                     "15550100005 15550100004 15550100003 15550100002 15550100001",
			"&sort=created_at+asc": "15550100001 15550100002 15550100003 15550100004 15550100005",
		} {
			var walked []string
			for path := "/admin/users?limit=2" + order; path != ""; {
				var got listed
				a.asAdmin("GET", path, "").ok().has("X-Total-Count", "").read(&got)
				walked = append(walked, got.phones())
				path = ""
				if got.Pagination.HasMore {
					path = "/admin/users?limit=2" + order + "&cursor=" + got.Pagination.NextCursor
				}
			}
			if got := strings.Join(walked, " "); got != want {
				t.Errorf("%q: got %s, want %s", order, got, want)
			}
		}
	})
}

// The link to a page deep in a list says where it begins.
func TestAPageBeginsWhereItsTokenSays(t *testing.T) {
	each(t, func(a *app) {
		a.five()
		var got listed
		a.asAdmin("GET", "/admin/users?limit=2", "").ok().read(&got)
		path := "/admin/users?page=2&per_page=2&page_token=" + got.Pagination.NextCursor
		a.create(`{"phone":"15550100009"}`) // moves what a number means, and no token
		a.asAdmin("GET", path, "").ok().
			has("Link", `</auth/v1/admin/users?page=3&per_page=2>; rel="next", </auth/v1/admin/users?page=3&per_page=2>; rel="last"`).read(&got)
		if got.phones() != "15550100003 15550100002" {
			t.Errorf("got %s", got.phones())
		}
		a.asAdmin("GET", "/admin/audit?page_token=x", "").is(400,
			`{"code":400,"error_code":"validation_failed","msg":"Bad Pagination Parameters: page_token is none that this server gave out"}`)
	})
}

func TestUsersAreFoundByNumberEmailAndName(t *testing.T) {
	each(t, func(a *app) {
		a.create(`{"phone":"15550100001","user_metadata":{"full_name":"Ada Lovelace"}}`)
		a.advance(time.Second)
		a.create(`{"phone":"15550100002","email":"grace_h@example.com","user_metadata":{"name":"Grace 100%"}}`)
		for filter, want := range map[string]string{
			"+15550100001":      "15550100001",
			"15550100002":       "15550100002",
			"+1 (555) 010-0002": "15550100002",
			"0100":              "15550100002 15550100001",
			"LOVE":              "15550100001",
			"grace_h@":          "15550100002",
			"grace h@":          "",
			"100%":              "15550100002",
			"a%a":               "",
			`\`:                 "",
			"nobody":            "",
		} {
			var got listed
			a.asAdmin("GET", "/admin/users?filter="+url.QueryEscape(filter), "").ok().read(&got)
			if got.phones() != want {
				t.Errorf("%q: got %q, want %q", filter, got.phones(), want)
			}
		}
	})
}

func TestABadListIsRefused(t *testing.T) {
	each(t, func(a *app) {
		const bad = `{"code":400,"error_code":"validation_failed","msg":"Bad Pagination Parameters: `
		for query, want := range map[string]string{
			"page=-1":        bad + `page must be a number from 1 to 2147483647"}`,
			"page=0":         bad + `page must be a number from 1 to 2147483647"}`,
			"page=x":         bad + `page must be a number from 1 to 2147483647"}`,
			"per_page=10001": bad + `per_page must be a number from 1 to 10000"}`,
			"limit=1001":     bad + `limit must be a number from 1 to 1000"}`,
			"cursor=abc":     bad + `cursor is none that this server gave out"}`,
			"sort=email+asc": `{"code":400,"error_code":"validation_failed","msg":"Bad Sort Parameters: only created_at asc and created_at desc are known"}`,
			"filter=%00":     `{"code":400,"error_code":"validation_failed","msg":"filter is no text"}`,
			"filter=%ff":     `{"code":400,"error_code":"validation_failed","msg":"filter is no text"}`,
		} {
			if got := a.asAdmin("GET", "/admin/users?"+query, ""); got.status != 400 || got.body != want {
				t.Errorf("%s:\ngot %d %s\nwant %s", query, got.status, got.body, want)
			}
		}
	})
}

// entry is a line of the audit log.
type entry struct {
	Payload struct {
		Action        string         `json:"action"`
		ActorID       string         `json:"actor_id"`
		ActorUsername string         `json:"actor_username"`
		LogType       string         `json:"log_type"`
		Traits        map[string]any `json:"traits"`
	} `json:"payload"`
	IPAddress string `json:"ip_address"`
}

// audit lists what the query finds, as action, name and traits.
func (a *app) audit(query string) []string {
	a.t.Helper()
	var entries []entry
	a.asAdmin("GET", "/admin/audit?"+query, "").ok().read(&entries)
	var all []string
	for _, e := range entries {
		all = append(all, e.Payload.Action+" "+e.Payload.ActorUsername)
	}
	return all
}

// Transcript C15; proves S59
func TestTheAuditLogTellsWhoDidWhat(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		a.advance(time.Second)
		a.asAdmin("PUT", "/admin/users/"+s.User.ID, `{"ban_duration":"1h"}`).ok()
		a.advance(time.Second)

		var entries []entry
		a.asAdmin("GET", "/admin/audit?per_page=1", "").ok().has("X-Total-Count", "2").
			has("Link", `</auth/v1/admin/audit?page=2&per_page=1>; rel="next", </auth/v1/admin/audit?page=2&per_page=1>; rel="last"`).
			read(&entries)
		var want entry
		want.Payload.Action, want.Payload.LogType = "user_modified", "user"
		want.Payload.ActorID, want.Payload.ActorUsername = "00000000-0000-0000-0000-000000000000", "service_role"
		want.Payload.Traits = map[string]any{"user_id": s.User.ID, "user_phone": "+49 … 78"}
		want.IPAddress = "192.0.2.1"
		if diff := cmp.Diff([]entry{want}, entries); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		for query, want := range map[string][]string{
			"":                          {"user_modified service_role", "user_signedup " + bare},
			"query=author:service":      {"user_modified service_role"},
			"query=author:%2B4915112":   {"user_signedup " + bare},
			"query=author:" + s.User.ID: {"user_signedup " + bare},
			"query=action:SIGNED":       {"user_signedup " + bare},
			"query=type:user":           {"user_modified service_role"},
			"query=type:token":          nil,
			"page=2&per_page=1":         {"user_signedup " + bare},
			"query=action:" + "%25":     nil,
		} {
			if diff := cmp.Diff(want, a.audit(query)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", query, diff)
			}
		}
		a.asAdmin("GET", "/admin/audit?query=actor:x", "").is(400,
			`{"code":400,"error_code":"validation_failed","msg":"Invalid query scope: only author:, action: and type: are known"}`)

		// Who is gone has no name, and the log holds no number of theirs.
		a.asAdmin("DELETE", "/admin/users/"+s.User.ID, "").ok()
		if diff := cmp.Diff([]string{"user_deleted service_role", "user_modified service_role", "user_signedup "}, a.audit("")); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestTheAuditLogOfNothingIsAList(t *testing.T) {
	each(t, func(a *app) { a.asAdmin("GET", "/admin/audit", "").is(200, "[]") })
}
