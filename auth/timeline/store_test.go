package timeline_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"phonelogin/auth/refusal"
	"phonelogin/auth/secrets"
	"phonelogin/auth/timeline"
	"phonelogin/config"
	"phonelogin/models"
	"phonelogin/models/modelstest"
	"phonelogin/models/phone"
)

const ada = phone.Number("4915112345678")

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// desk is a Store at noon, over rows that a test writes. The tests of package auth
// show which rows the domain writes.
type desk struct {
	t     *testing.T
	db    *models.DB
	store *timeline.Store
	hash  string
}

func newDesk(t *testing.T, db *models.DB, change ...func(*config.Config)) desk {
	t.Helper()
	c, err := config.Load("", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range change {
		f(c)
	}
	key, err := secrets.NewNumberKey(make(secrets.Master, 32))
	if err != nil {
		t.Fatal(err)
	}
	store := timeline.New(timeline.Deps{
		DB: db, Numbers: key, Rules: c.Auth.SMS, Development: c.Mode == config.Development, Now: func() time.Time { return noon },
	})
	return desk{t: t, db: db, store: store, hash: key.Hash(ada)}
}

// eachDesk runs a test on every database.
func eachDesk(t *testing.T, test func(d desk), change ...func(*config.Config)) {
	t.Helper()
	modelstest.Each(t, func(t *testing.T, db *models.DB) { test(newDesk(t, db, change...)) })
}

func (d desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// message stores a message that was sent some minutes before noon.
func (d desk) message(id string, minutes int, change func(m *models.Message)) {
	d.t.Helper()
	at := noon.Add(-time.Duration(minutes) * time.Minute)
	m := models.Message{
		ID: id, ChallengeID: models.Text(id), Number: ada.Masked(), NumberHash: d.hash, Country: "DE", Purpose: models.PurposeLogin,
		Provider: "vonage", Channel: "sms", State: models.MessageSent, CreatedAt: at, TakenAt: &at,
	}
	if change != nil {
		change(&m)
	}
	d.must(d.db.AddMessage(d.t.Context(), &m))
}

// event stores what happened some minutes before noon.
func (d desk) event(id, kind, reason string, minutes int) {
	d.t.Helper()
	at := noon.Add(-time.Duration(minutes) * time.Minute)
	d.must(d.db.KeepNumberEvents(d.t.Context(), []models.NumberEvent{{
		ID: id, NumberHash: d.hash, Kind: kind, Reason: reason, Times: 1, FirstAt: at, LastAt: at,
	}}))
}

func (d desk) ask() *timeline.Timeline {
	d.t.Helper()
	got, err := d.store.Of(d.t.Context(), ada)
	d.must(err)
	return got
}

const (
	firstID  = "10000000-0000-4000-8000-000000000001"
	secondID = "10000000-0000-4000-8000-000000000002"
)

func TestWhatCameLastDecidesTheVerdict(t *testing.T) {
	for name, c := range map[string]struct {
		rows func(d desk)
		is   string
	}{
		"nothing":            {func(desk) {}, "no_request"},
		"a message":          {func(d desk) { d.message(firstID, 10, nil) }, "no_report"},
		"a message just now": {func(d desk) { d.message(firstID, 1, nil) }, "on_its_way"},
		"a refusal": {func(d desk) {
			d.message(firstID, 60, nil)
			d.event(secondID, models.EventRequestRefused, string(refusal.BudgetSpent), 5)
		}, string(refusal.BudgetSpent)},
		"a message after a refusal": {func(d desk) {
			d.event(secondID, models.EventRequestRefused, string(refusal.BudgetSpent), 60)
			d.message(firstID, 10, nil)
		}, "no_report"},
		"a wrong code": {func(d desk) {
			d.message(firstID, 10, nil)
			d.event(secondID, models.EventCodeRefused, string(refusal.WrongCode), 5)
		}, string(refusal.WrongCode)},
		"a right code": {func(d desk) {
			d.message(firstID, 10, func(m *models.Message) { m.ConvertedAt = &noon })
		}, "well"},
		"a notice, which carries no code": {func(d desk) {
			d.message(firstID, 10, func(m *models.Message) { m.ChallengeID, m.Purpose = "", models.PurposeNotice })
		}, "no_request"},
		"STOP": {func(d desk) {
			d.must(d.db.KeepOptOut(d.t.Context(), models.OptOut{NumberHash: d.hash, Channel: "sms", Provider: "vonage", Since: noon}))
		}, "opted_out"},
		"what an operator did": {func(d desk) {
			d.must(d.store.Note(d.t.Context(), firstID, ada, models.EventUnstopped, ""))
		}, "no_request"},
	} {
		t.Run(name, func(t *testing.T) {
			eachDesk(t, func(d desk) {
				c.rows(d)
				if v := d.ask().Verdict; v.Name != c.is || v.Text == "" {
					d.t.Errorf("got %s: %q, want %s", v.Name, v.Text, c.is)
				}
			})
		})
	}
}

func TestWhatTheSettingsDecideComesFirst(t *testing.T) {
	for is, change := range map[string]func(*config.Config){
		"test_number":     func(c *config.Config) { c.Auth.SMS.TestOTP = map[string]string{string(ada): "123456"} },
		"phone_disabled":  func(c *config.Config) { c.Auth.SMS.EnableSignup = false },
		"country_refused": func(c *config.Config) { c.Auth.SMS.Countries = []string{"GB"} },
	} {
		t.Run(is, func(t *testing.T) {
			eachDesk(t, func(d desk) {
				d.message(firstID, 10, nil)
				if v := d.ask().Verdict; v.Name != is {
					d.t.Errorf("got %s: %q", v.Name, v.Text)
				}
			}, change)
		})
	}
}

func TestATimelineIsInOrderAndHidesTheNumberAndTestCodes(t *testing.T) {
	eachDesk(t, func(d desk) {
		d.must(d.store.Note(d.t.Context(), secondID, ada, models.EventUnstopped, phone.SMS))
		d.message(firstID, 10, func(m *models.Message) {
			m.FinalAt, m.State = m.TakenAt, models.MessageDelivered
		})
		got := d.ask()
		var kinds []string
		for _, e := range got.Events {
			kinds = append(kinds, e.Kind)
		}
		if want := "message report unstopped"; strings.Join(kinds, " ") != want {
			d.t.Errorf("got %v, want %s", kinds, want)
		}
		shown, err := json.Marshal(got)
		d.must(err)
		for _, secret := range []string{string(ada), "424242", d.hash} {
			if strings.Contains(string(shown), secret) {
				d.t.Errorf("the timeline shows %s: %s", secret, shown)
			}
		}
	}, func(c *config.Config) { c.Auth.SMS.TestOTP = map[string]string{string(ada): "424242"} })
}

func TestEachRefusalOfAHookIsExplained(t *testing.T) {
	for _, reason := range []refusal.Reason{
		refusal.HookRefused, refusal.HookTimedOut, refusal.HookUnreachable, refusal.HookContentType, refusal.HookTooLarge, refusal.HookBusy,
		refusal.HookFailed,
	} {
		eachDesk(t, func(d desk) {
			d.event(firstID, models.EventRequestRefused, string(reason), 5)
			if v := d.ask().Verdict; strings.Contains(v.Text, string(reason)) {
				d.t.Errorf("%s is not explained: %q", reason, v.Text)
			}
		})
	}
}
