package auth_test

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"testing"
	"time"

	"phonelogin/auth"
	"phonelogin/auth/otp"
	"phonelogin/auth/refusal"
	"phonelogin/auth/secrets"
	"phonelogin/auth/sessions"
	"phonelogin/auth/tokens"
	"phonelogin/config"
	"phonelogin/models"
)

func shortTokens(c *config.Config) { c.Auth.RefreshTokenVersion = 1 }

// atVersion restarts the service with this form of new refresh tokens.
func (a *app) atVersion(version int, change ...func(*config.Config)) {
	a.t.Helper()
	a.use(a.inbox, append(change, func(c *config.Config) { c.Auth.RefreshTokenVersion = version })...)
}

// refreshKeys are those of the service in tests.
func refreshKeys(t *testing.T) *secrets.RefreshKeys {
	t.Helper()
	keys, err := secrets.NewRefreshKeys(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// imported opens a session as an import does.
func (a *app) imported(complete func(*models.Session)) models.Session {
	a.t.Helper()
	s := models.Session{
		ID: "0184694a-5e66-474e-8448-7fbb3f8f037e", UserID: a.signIn(ada).User.ID, Face: otp.APIFace(), AAL: "aal1",
		AMR: models.Methods{{Method: "otp", Timestamp: a.clock.Now().Unix()}}, CreatedAt: a.clock.Now(),
	}
	complete(&s)
	if err := a.db.OpenSession(a.t.Context(), &s); err != nil {
		a.t.Fatal(err)
	}
	return s
}

// importedShort opens a session whose token was made elsewhere.
func (a *app) importedShort(token string) models.Session {
	a.t.Helper()
	return a.imported(func(s *models.Session) { s.FirstToken = refreshKeys(a.t).Hash(token) })
}

// importedKey opens a session of version 2 whose key another server made, and
// tells a token of that server by its counter.
func (a *app) importedKey(counter int64) func(counter int64) string {
	a.t.Helper()
	key := []byte("a key of thirty-two bytes, others")[:32]
	s := a.imported(func(s *models.Session) {
		var err error
		s.TokenCounter = counter
		s.RefreshKey, err = refreshKeys(a.t).Seal(rand.Reader, s.ID, base64.URLEncoding.EncodeToString(key), counter)
		if err != nil {
			a.t.Fatal(err)
		}
	})
	return func(counter int64) string {
		token, err := tokens.WriteRefresh(key, tokens.Refresh{Session: s.ID, Counter: counter})
		if err != nil {
			a.t.Fatal(err)
		}
		return token
	}
}

// yields refreshes with a token and checks which one comes back.
func (a *app) yields(token, want string) {
	a.t.Helper()
	if got := a.mustRefresh(token).RefreshToken; got != want {
		a.t.Errorf("got %s, want %s", got, want)
	}
}

func (a *app) refreshRefused(token string, want refusal.Reason) {
	a.t.Helper()
	_, err := a.refresh(token)
	a.refused(err, want)
}

// Wire contract, section 8.3, cases 2 to 4; proves S33.
func TestShortRefreshTokensFollowTheRulesOfTheContract(t *testing.T) {
	each(t, func(a *app) {
		one := a.signIn(ada)
		two := a.mustRefresh(one.RefreshToken)
		for _, g := range []*sessions.Grant{one, two} {
			if !tokens.IsShortRefresh(g.RefreshToken) {
				a.t.Fatalf("got %q, want 12 characters", g.RefreshToken)
			}
		}
		a.clock.advance(time.Hour)
		a.yields(one.RefreshToken, two.RefreshToken) // the parent of the newest, at any time
		three := a.mustRefresh(two.RefreshToken)
		a.clock.advance(9 * time.Second)
		a.yields(two.RefreshToken, three.RefreshToken)
		a.refreshRefused(one.RefreshToken, refusal.RefreshReused) // it was replaced an hour ago
		for _, token := range []string{one.RefreshToken, two.RefreshToken, three.RefreshToken} {
			a.refreshRefused(token, refusal.RefreshReused)
		}
		if _, err := a.Authenticate(a.t.Context(), three.AccessToken); err != nil {
			a.t.Errorf("the access token died before its time: %v", err)
		}
	}, shortTokens)
}

func TestAShortRefreshTokenReplacedJustNowYieldsTheNewest(t *testing.T) {
	each(t, func(a *app) {
		one := a.signIn(ada).RefreshToken
		two := a.mustRefresh(one).RefreshToken
		three := a.mustRefresh(two).RefreshToken
		four := a.mustRefresh(three).RefreshToken
		a.clock.advance(9 * time.Second)
		a.yields(one, four)
		a.yields(two, four)
		a.clock.advance(time.Second)
		a.refreshRefused(one, refusal.RefreshReused)
		a.refreshRefused(four, refusal.RefreshReused)
	}, shortTokens)
}

// A session of another server, where the child of the token was lost on the way:
// only its hash is known.
func TestTheParentOfATokenMadeElsewhereGetsAChildOfItsOwn(t *testing.T) {
	each(t, func(a *app) {
		const parent, child = "6iv7oabu6lko", "ioejkjeh5gja"
		s := a.importedShort(parent)
		keys := refreshKeys(a.t)
		use := models.Refresh{SessionID: s.ID, Now: a.clock.Now()}
		if _, err := a.db.ReplaceToken(a.t.Context(), use, keys.Hash(parent), keys.Hash(child)); err != nil {
			a.t.Fatal(err)
		}
		a.clock.advance(time.Hour)
		second := a.mustRefresh(parent).RefreshToken
		a.yields(parent, second)
		third := a.mustRefresh(second).RefreshToken
		a.clock.advance(time.Hour)
		a.yields(second, third) // which has the newest child of those that are good
		a.mustRefresh(child)    // who got it has a working session too
	}, shortTokens)
}

// A session that was imported becomes one of version 2 at its refresh.
func TestAShortRefreshTokenIsExchangedForOneOfVersion2(t *testing.T) {
	each(t, func(a *app) {
		const token = "6iv7oabu6lko"
		a.importedShort(token)
		first := a.mustRefresh(token)
		if tokens.IsShortRefresh(first.RefreshToken) || first.Session.TokenCounter != 1 || first.Reused != "" {
			a.t.Fatalf("got %q, counter %d, reused %q, want version 2", first.RefreshToken, first.Session.TokenCounter, first.Reused)
		}
		a.clock.advance(time.Hour)
		a.yields(token, first.RefreshToken) // the answer was lost on the way
		second := a.mustRefresh(first.RefreshToken)
		a.yields(token, second.RefreshToken) // within the interval
		a.clock.advance(10 * time.Second)
		a.refreshRefused(token, refusal.RefreshReused)
		a.refreshRefused(second.RefreshToken, refusal.UnknownRefresh)
		a.refreshRefused(token, refusal.UnknownRefresh)
	})
}

// Whatever was good in the old form is good for the step to version 2: the newest
// token, its parent, and for a while those before.
func TestAFamilyOfShortTokensMovesToVersion2Together(t *testing.T) {
	for i, present := range []string{"replaced just now", "parent", "newest"} {
		t.Run(present, func(t *testing.T) {
			each(t, func(a *app) {
				family := []string{a.signIn(ada).RefreshToken}
				for range 2 {
					family = append(family, a.mustRefresh(family[len(family)-1]).RefreshToken)
				}
				a.atVersion(2)
				now := a.mustRefresh(family[i]).RefreshToken
				for _, other := range family {
					a.yields(other, now)
				}
				a.mustRefresh(now)
			}, shortTokens)
		})
	}
}

func TestAShortTokenReplacedLongAgoEndsItsFamilyAtVersion2Too(t *testing.T) {
	each(t, func(a *app) {
		one := a.signIn(ada).RefreshToken
		two := a.mustRefresh(one).RefreshToken
		a.clock.advance(time.Hour)
		three := a.mustRefresh(two).RefreshToken
		a.atVersion(2)
		a.refreshRefused(one, refusal.RefreshReused)
		a.refreshRefused(three, refusal.RefreshReused)
	}, shortTokens)
}

// A setting that went back leaves sessions of version 2 as they are.
func TestVersion2IsAcceptedWhereShortTokensAreIssued(t *testing.T) {
	each(t, func(a *app) {
		token := a.signIn(ada).RefreshToken
		a.atVersion(1)
		if next := a.mustRefresh(token).RefreshToken; tokens.IsShortRefresh(next) {
			a.t.Errorf("got %q, want version 2", next)
		}
	})
}

func TestARefreshTokenOfVersion2MadeElsewhereIsExchanged(t *testing.T) {
	each(t, func(a *app) {
		theirs := a.importedKey(5)
		a.refreshRefused(theirs(6), refusal.UnknownRefresh) // their server made none beyond 5
		first := a.mustRefresh(theirs(5))
		if first.Session.TokenCounter != 6 || first.RefreshToken == theirs(6) {
			a.t.Errorf("counter %d, want 6 and a token of ours", first.Session.TokenCounter)
		}
		a.clock.advance(time.Hour)
		a.yields(theirs(5), first.RefreshToken)
		a.refreshRefused(theirs(6), refusal.UnknownRefresh) // who has their key cannot go on from ours
		second := a.mustRefresh(first.RefreshToken)
		a.clock.advance(10 * time.Second)
		a.refreshRefused(theirs(4), refusal.RefreshReused)
		a.refreshRefused(second.RefreshToken, refusal.UnknownRefresh)
		a.refreshRefused(theirs(5), refusal.UnknownRefresh)
	})
}

func TestAKeyOfAnotherSessionOpensNothing(t *testing.T) {
	each(t, func(a *app) {
		theirs := a.importedKey(5)
		own := a.again(ada) // a session without a key of its own
		forged, err := tokens.WriteRefresh([]byte("a key of thirty-two bytes, others")[:32], tokens.Refresh{Session: own.Session.ID})
		if err != nil {
			a.t.Fatal(err)
		}
		a.refreshRefused(forged, refusal.UnknownRefresh)
		a.mustRefresh(theirs(5))
	})
}

func TestASealedKeyOpensInItsOwnSessionOnly(t *testing.T) {
	each(t, func(a *app) {
		key := base64.URLEncoding.EncodeToString(make([]byte, 32))
		moved, err := refreshKeys(a.t).Seal(rand.Reader, "another session", key, 5)
		if err != nil {
			a.t.Fatal(err)
		}
		s := a.imported(func(s *models.Session) { s.RefreshKey = moved })
		token, err := tokens.WriteRefresh(make([]byte, 32), tokens.Refresh{Session: s.ID})
		if err != nil {
			a.t.Fatal(err)
		}
		a.refreshRefused(token, refusal.UnknownRefresh)
	})
	for _, key := range []string{"", "not base64!", base64.URLEncoding.EncodeToString(make([]byte, 16))} {
		if _, err := refreshKeys(t).Seal(rand.Reader, "session", key, 0); err == nil {
			t.Errorf("key %q was sealed", key)
		}
	}
}

func TestReuseIsJudgedAsTheSettingsSay(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*config.Config)
		later  time.Duration  // after the last refresh
		old    refusal.Reason // what a token two steps old gets; "" for the newest
		newest refusal.Reason // what the newest gets after that
		cause  string         // and the reason why the old one was accepted, with version 2
	}{
		{"rotation off", func(c *config.Config) { c.Auth.EnableRefreshTokenRotation = false }, time.Hour, refusal.RefreshReused, "", ""},
		{"reuse allowed", func(c *config.Config) { c.Auth.RefreshTokenAllowReuse = true }, time.Hour, "", "", "always-allow"},
		{"a longer interval", func(c *config.Config) { c.Auth.RefreshTokenReuseInterval = 2 * time.Hour }, time.Hour, "", "", "concurrent-refresh"},
		{"no interval", noInterval, 0, refusal.RefreshReused, refusal.RefreshReused, ""},
	} {
		for _, version := range []int{1, 2} {
			t.Run(fmt.Sprintf("%s, version %d", test.name, version), func(t *testing.T) {
				each(t, func(a *app) {
					one := a.signIn(ada).RefreshToken
					three := a.mustRefresh(a.mustRefresh(one).RefreshToken).RefreshToken
					a.clock.advance(test.later)
					if test.old == "" {
						again := a.mustRefresh(one)
						if again.RefreshToken != three || version == 2 && again.Reused != test.cause {
							a.t.Errorf("got %s because of %q, want %s because of %q", again.RefreshToken, again.Reused, three, test.cause)
						}
					} else {
						a.refreshRefused(one, test.old)
					}
					switch {
					case test.newest == "":
						a.mustRefresh(three)
					case version == 2: // whose session is gone
						a.refreshRefused(three, refusal.UnknownRefresh)
					default:
						a.refreshRefused(three, test.newest)
					}
				}, test.change, func(c *config.Config) { c.Auth.RefreshTokenVersion = version })
			})
		}
	}
}

// again signs in a number that signed in just now.
func (a *app) again(phone auth.Phone) *sessions.Grant {
	a.t.Helper()
	a.clock.advance(time.Minute)
	return a.signIn(phone)
}

func noInterval(c *config.Config) { c.Auth.RefreshTokenReuseInterval = 0 }
