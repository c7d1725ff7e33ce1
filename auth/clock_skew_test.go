package auth_test

import (
	"fmt"
	"testing"
	"time"

	"phonelogin/auth"
	"phonelogin/config"
	"phonelogin/models"
	"phonelogin/models/modelstest"
	"phonelogin/providers"
)

// replicaOff is one of several over one database, whose wall clock is off.
func replicaOff(t *testing.T, db *models.DB, off time.Duration, own bool, inbox *providers.Inbox) *app {
	t.Helper()
	source := models.SystemClock()
	wall := source.Wall
	source.Wall = func() time.Time { return wall().Add(off) }
	now := source.Wall
	if !own {
		c, err := db.Clock(t.Context(), source)
		if err != nil {
			t.Fatal(err)
		}
		now = c.Now
	}
	a := &app{t: t, db: db, inbox: inbox, clock: &clock{tell: now}}
	a.use(inbox, func(c *config.Config) { c.Auth.RateLimits.OTP.Validity = time.Minute })
	return a
}

// Each person asks at one replica, answers at the next, and refreshes in three tabs
// at all of them: as behind any balancer. Two replicas are 90 seconds off, and a
// third was an hour ahead while it served these numbers before.
func TestReplicasWhoseClocksDifferServeAsOne(t *testing.T) {
	for _, kind := range modelstest.Kinds() {
		if kind != "postgres" {
			continue
		}
		db := modelstest.Open(t, modelstest.URL(t, kind))
		refused, of := refusedOf(t, db, false)
		if len(refused) > 0 {
			t.Errorf("%d of %d acts were refused: %v", len(refused), of, refused[0])
		}
		t.Logf("by the database's clock: %d of %d acts refused", len(refused), of)
		// The same by their own clocks, or this test would prove nothing.
		refused, of = refusedOf(t, modelstest.Open(t, modelstest.URL(t, kind)), true)
		if len(refused) == 0 {
			t.Error("replicas that go by their own clocks refuse nobody")
		}
		t.Logf("by their own clocks: %d of %d acts refused", len(refused), of)
	}
}

func refusedOf(t *testing.T, db *models.DB, own bool) (refused []error, of int) {
	t.Helper()
	inbox := providers.NewInbox(time.Now)
	note := func(err error) {
		of++
		if err != nil {
			refused = append(refused, err)
		}
	}
	early := replicaOff(t, db, time.Hour, true, inbox)
	replicas := []*app{
		replicaOff(t, db, 0, own, inbox), replicaOff(t, db, 90*time.Second, own, inbox), replicaOff(t, db, -90*time.Second, own, inbox),
	}
	at := func(n int) *app { return replicas[n%len(replicas)] }
	for person := range 20 {
		phone := auth.Phone(fmt.Sprintf("49151234567%02d", person))
		if person%2 == 0 {
			early.signIn(phone)
		}
		_, err := at(person).ask(phone)
		note(err)
		if err != nil {
			continue
		}
		g, err := at(person+1).verify(phone, inbox.Messages()[0].Code)
		note(err)
		if err != nil {
			continue
		}
		for tab := range 6 { // of which some hold an older token
			next, err := at(person + tab).refresh(g.RefreshToken)
			note(err)
			if err == nil && tab%3 == 2 {
				g = next
			}
		}
	}
	return refused, of
}
