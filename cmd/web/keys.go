package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"slices"
	"text/tabwriter"
	"time"

	"phonelogin/auth/keyring"
	"phonelogin/auth/secrets"
	"phonelogin/auth/tokens"
	"phonelogin/config"
	"phonelogin/models"
)

// keysCmd manages the keys of access tokens in the database. docs/keys.md describes
// a rotation.
type keysCmd struct {
	List   keysListCmd   `cmd:"" help:"List the keys, including those of the settings."`
	Add    keysAddCmd    `cmd:"" help:"Add a key on standby: it is published and does not sign yet."`
	Rotate keysRotateCmd `cmd:"" help:"Sign with the standby key. The previous one still verifies."`
	Retire keysRetireCmd `cmd:"" help:"Remove a key that does not sign. Its tokens are refused from then on."`
}

const (
	// cacheDelay is when all caches of the key set know a new key: they last ten
	// minutes, and replicas read their keys every ten seconds.
	cacheDelay = 10*time.Minute + keysEvery

	timeFormat = "2006-01-02 15:04:05 MST"
)

// withKeys opens the key store and calls do.
func (s *environment) withKeys(ctx context.Context, do func(c *config.Config, keys *keyring.Store) error) error {
	return s.withDatabase(ctx, func(c *config.Config, db *models.DB) error {
		clock, err := db.Clock(ctx, models.SystemClock())
		if err != nil {
			return fmt.Errorf("read the database's clock: %w", err)
		}
		master, err := secrets.NewMaster(c.Secrets.MasterKey)
		if err != nil {
			return unusable{err}
		}
		keys, err := keyring.OpenStore(db, master, clock.Now, rand.Reader)
		if err != nil {
			return unusable{err}
		}
		return do(c, keys)
	})
}

type keysListCmd struct{}

// Run lists the keys.
func (keysListCmd) Run(ctx context.Context, s *environment) error {
	return s.withKeys(ctx, func(c *config.Config, keys *keyring.Store) error {
		stored, err := keys.List(ctx)
		if err != nil {
			return fmt.Errorf("list keys: %w", err)
		}
		configured, err := keyring.Read(c.SigningKeys())
		if err != nil {
			return unusable{err}
		}
		t := tabwriter.NewWriter(s.out, 0, 0, 3, ' ', 0)
		fmt.Fprintln(t, "KEY\tALGORITHM\tSTATE\tSINCE\tDOES")
		signs := false
		for _, k := range stored {
			signs = signs || k.State == models.CurrentKey
			fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", k.ID, k.Alg, k.State, k.ChangedAt.UTC().Format(timeFormat), keyTasks(k.State))
		}
		for i, k := range configured {
			task := "checks"
			if i == 0 && !signs {
				task = keyTasks(models.CurrentKey)
			}
			fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", keyName(k), k.Algorithm(), "settings", "-", task)
		}
		return t.Flush()
	})
}

func keyTasks(state models.KeyState) string {
	switch state {
	case models.CurrentKey:
		return "signs, checks"
	case models.StandbyKey:
		return "checks; is published before it signs"
	default:
		return "checks"
	}
}

// keyName is the name of a key in the list: the shared secret has no kid.
func keyName(k *tokens.Key) string {
	if k.ID == "" {
		return "auth.jwt_secret"
	}
	return k.ID
}

type keysAddCmd struct {
	Alg  string `default:"ES256" enum:"ES256,RS256,EdDSA,HS256" help:"Make a key of this algorithm: ${enum}."`
	File string `placeholder:"FILE" type:"existingfile" help:"Use the private JWK in this file instead."`
}

// Run adds a key.
func (a keysAddCmd) Run(ctx context.Context, s *environment) error {
	return s.withKeys(ctx, func(c *config.Config, keys *keyring.Store) error {
		jwk, err := a.jwk()
		if err != nil {
			return err
		}
		if err := checkKidIsFree(c, jwk); err != nil {
			return err
		}
		key, err := keys.Add(ctx, jwk)
		if err != nil {
			return fmt.Errorf("add key: %w", err)
		}
		fmt.Fprintf(s.out, "%s is on standby (%s).\n", key.ID, key.Algorithm())
		if key.Published() {
			fmt.Fprintf(s.out, "Whoever caches the key set knows it by %s. Then: web keys rotate\n",
				time.Now().Add(cacheDelay).UTC().Format(timeFormat))
		} else {
			fmt.Fprintln(s.out, "It is a secret and never published: only this server can check its tokens. Next: web keys rotate")
		}
		return nil
	})
}

// jwk is the key to add.
func (a keysAddCmd) jwk() (string, error) {
	if a.File == "" {
		return tokens.MakeKey(a.Alg, rand.Reader)
	}
	text, err := os.ReadFile(a.File)
	if err != nil {
		return "", fmt.Errorf("read key: %w", err)
	}
	if _, err := tokens.ReadKey(string(text)); err != nil {
		return "", unusable{fmt.Errorf("%s %w", a.File, err)}
	}
	return string(text), nil
}

// checkKidIsFree refuses a key with the kid of another key of the settings: its
// tokens would be verified with the other.
func checkKidIsFree(c *config.Config, jwk string) error {
	key, err := tokens.ReadKey(jwk)
	if err != nil {
		return err
	}
	configured, err := keyring.Read(c.SigningKeys())
	if err != nil {
		return unusable{err}
	}
	if slices.ContainsFunc(configured, func(k *tokens.Key) bool { return k.ID == key.ID && !k.Same(key) }) {
		return unusable{fmt.Errorf("another key of the settings has the kid %s", key.ID)}
	}
	return nil
}

type keysRotateCmd struct {
	Key string `arg:"" optional:"" help:"The key to sign with. Default: the one that is longest on standby, or a new one with the algorithm of the current one."`
}

// Run rotates the keys.
func (r keysRotateCmd) Run(ctx context.Context, s *environment) error {
	return s.withKeys(ctx, func(c *config.Config, keys *keyring.Store) error {
		done, err := keys.Rotate(ctx, r.Key)
		if errors.Is(err, keyring.ErrNoStandby) {
			if err := addLikeCurrent(ctx, s, c, keys); err != nil {
				return err
			}
			done, err = keys.Rotate(ctx, r.Key)
		}
		if err != nil {
			return fmt.Errorf("rotate keys: %w", err)
		}
		now := time.Now()
		fmt.Fprintf(s.out, "%s signs now (%s). Replicas take it up within %v.\n", done.Current.ID, done.Current.Alg, keysEvery)
		known := done.Current.CreatedAt.Add(cacheDelay)
		if done.Current.Alg != "HS256" && known.After(now) {
			fmt.Fprintf(s.err, "warning: caches of the key set may not know it before %s: whoever checks tokens with a cached set may refuse new ones until then\n",
				known.UTC().Format(timeFormat))
		}
		if done.Previous == "" {
			fmt.Fprintln(s.out, "The key of the settings signs no more and still checks. Leave it there until its tokens are over.")
			return nil
		}
		fmt.Fprintf(s.out, "%s still checks. Its last tokens are over by %s. Then: web keys retire %s\n", done.Previous,
			now.Add(c.Auth.JWTExpiry+keysEvery).UTC().Format(timeFormat), done.Previous)
		return nil
	})
}

// addLikeCurrent adds a new key on standby, with the algorithm of the signing one.
func addLikeCurrent(ctx context.Context, s *environment, c *config.Config, keys *keyring.Store) error {
	configured, err := keyring.Read(c.SigningKeys())
	if err != nil {
		return unusable{err}
	}
	algorithm := configured[0].Algorithm()
	stored, err := keys.List(ctx)
	if err != nil {
		return fmt.Errorf("list keys: %w", err)
	}
	for _, k := range stored {
		if k.State == models.CurrentKey {
			algorithm = k.Alg
		}
	}
	jwk, err := tokens.MakeKey(algorithm, rand.Reader)
	if err != nil {
		return unusable{fmt.Errorf("no key is on standby, and none is made: %w", err)}
	}
	key, err := keys.Add(ctx, jwk)
	if err != nil {
		return fmt.Errorf("add key: %w", err)
	}
	fmt.Fprintf(s.out, "No key was on standby: made %s (%s).\n", key.ID, key.Algorithm())
	return nil
}

type keysRetireCmd struct {
	Key string `arg:"" help:"The key, by its name in 'web keys list'."`
}

// Run retires a key.
func (r keysRetireCmd) Run(ctx context.Context, s *environment) error {
	return s.withKeys(ctx, func(_ *config.Config, keys *keyring.Store) error {
		if err := keys.Retire(ctx, r.Key); err != nil {
			return fmt.Errorf("retire %s: %w", r.Key, err)
		}
		fmt.Fprintf(s.out, "%s is removed. Replicas refuse its tokens within %v.\n", r.Key, keysEvery)
		return nil
	})
}
