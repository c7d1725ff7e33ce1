package handlers_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestAnAdminChangesAndDeletesFactors(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		f := a.enroll(s, phoneFactor)
		a.proveFactor(s, f, a.challengeFactor(s, f), a.code()).ok().read(&s)
		a.advance(time.Minute)
		other := a.enroll(s, `{"factor_type":"totp","friendly_name":"app"}`)
		c := a.challengeFactor(s, f)
		path := "/admin/users/" + s.User.ID + "/factors"

		type row struct {
			ID           string `json:"id"`
			FriendlyName string `json:"friendly_name"`
			Phone        string `json:"phone"`
			Status       string `json:"status"`
		}
		var got row
		a.asAdmin("PUT", path+"/"+f.ID, `{"friendly_name":"desk","phone":"+4915112345670"}`).ok().read(&got)
		if diff := cmp.Diff(row{f.ID, "desk", "4915112345670", "verified"}, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		a.proveFactor(s, f, c, a.code()).refused(422, "mfa_factor_not_found") // it went to the old number
		a.asAdmin("PUT", path+"/"+f.ID, `{"friendly_name":"app"}`).refused(422, "mfa_factor_name_conflict")
		a.asAdmin("PUT", path+"/"+f.ID, `{"friendly_name":"`+strings.Repeat("n", 129)+`"}`).refused(400, "validation_failed")
		a.asAdmin("PUT", path+"/"+f.ID, `{"phone":"ada"}`).refused(400, "validation_failed")
		got = row{}
		a.asAdmin("PUT", path+"/"+other.ID, `{"phone":"+4915112345671"}`).ok().read(&got)
		if got.Phone != "" {
			t.Errorf("an app has the number %s", got.Phone)
		}
		var all []row
		a.asAdmin("GET", path, "").ok().read(&all)
		if len(all) != 2 || all[0].ID != f.ID || all[1].ID != other.ID {
			t.Errorf("got %+v", all)
		}
		// The list of users shows them too.
		var list struct {
			Users []struct {
				Factors []row `json:"factors"`
			} `json:"users"`
		}
		a.asAdmin("GET", "/admin/users", "").ok().read(&list)
		if diff := cmp.Diff(all, list.Users[0].Factors); diff != "" {
			t.Errorf("factors of the list (-want +got):\n%s", diff)
		}

		a.asAdmin("DELETE", path+"/"+f.ID, "").ok().read(&got)
		if got.ID != f.ID {
			t.Errorf("deleted %s, want %s", got.ID, f.ID)
		}
		a.asAdmin("DELETE", path+"/"+f.ID, "").refused(404, "mfa_factor_not_found")
		if said := a.says(a.renewed(s)); said != "aal1 otp" {
			t.Errorf("the token says %q", said)
		}
		want := []string{"factor_deleted service_role", "factor_updated service_role", "factor_updated service_role"}
		acts := a.audit("query=author:service_role")
		slices.Sort(acts) // the clock stood still
		if diff := cmp.Diff(want, acts); diff != "" {
			t.Errorf("audit (-want +got):\n%s", diff)
		}
	}, withFactors)
}

func TestFactorsThatDoNotExistAreNotFound(t *testing.T) {
	each(t, func(a *app) {
		s := a.signIn(ada)
		const nobody = "1f3a0c52-7d42-4a63-9a2e-2f9f4d1c7b10"
		for _, method := range []string{"PUT", "DELETE"} {
			a.json(method, "/admin/users/"+s.User.ID+"/factors/"+nobody, "{}", s.bearer()...).is(403, notAllowed)
			a.asAdmin(method, "/admin/users/"+s.User.ID+"/factors/"+nobody, "{}").refused(404, "mfa_factor_not_found")
			a.asAdmin(method, "/admin/users/"+s.User.ID+"/factors/abc", "{}").is(404,
				`{"code":404,"error_code":"validation_failed","msg":"factor_id must be an UUID"}`)
			a.asAdmin(method, "/admin/users/"+nobody+"/factors/"+nobody, "{}").is(404, noUser)
		}
		a.asAdmin("GET", "/admin/users/"+s.User.ID+"/factors", "").is(200, "[]")
		a.asAdmin("GET", "/admin/users/"+nobody+"/factors", "").is(404, noUser)
	})
}
