package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/pelletier/go-toml/v2"
)

// storedSecrets is the file secrets.toml of development mode. It is written once,
// with every secret, also those that the settings do not need.
type storedSecrets struct {
	MasterKey      string   `toml:"master_key"`
	SigningKey     string   `toml:"signing_key"`
	CookieKeys     []string `toml:"cookie_keys"`
	PublishableKey string   `toml:"publishable_key"`
	SecretKey      string   `toml:"secret_key"`
	JWTSecret      string   `toml:"jwt_secret"`
}

const storedSecretsHead = "# Made for development mode. Delete this file to have all of it made anew:\n" +
	"# everybody is signed out then, and apps need the new publishable key.\n\n"

// A KeyMaker makes a private JWK for an algorithm.
type KeyMaker func(algorithm string, random io.Reader) (jwk string, err error)

// FillDevelopmentSecrets fills in missing secrets in development. It stores them in
// secrets.toml in server.data_dir, and creates the file and the directory; created
// reports whether this call created the file. signing_key and jwt_secret are filled
// only if they are to sign. Configured values stay.
//
// Processes that start at once get the same secrets. In production it does nothing.
func FillDevelopmentSecrets(cfg *Config, random io.Reader, makeKey KeyMaker) (created bool, err error) {
	if cfg.Mode != Development || !cfg.lacksSecrets() {
		return false, nil
	}
	if err := os.MkdirAll(cfg.Server.DataDir, 0o700); err != nil {
		return false, fmt.Errorf("make data directory: %w", err)
	}
	path := filepath.Join(cfg.Server.DataDir, "secrets.toml")
	stored, err := readSecrets(path)
	if errors.Is(err, fs.ErrNotExist) {
		created, err = createSecrets(path, random, makeKey)
		if err != nil {
			return false, err
		}
		// Read again: another process may have made the file first.
		stored, err = readSecrets(path)
	}
	if err != nil {
		return false, err
	}
	cfg.fillFrom(stored)
	return created, nil
}

func (c *Config) lacksSecrets() bool {
	s, a := c.Secrets, c.Auth
	return s.MasterKey == "" || c.lacksSigningKey() || len(s.CookieKeys) == 0 ||
		a.PublishableKey == "" || a.SecretKey == "" || c.lacksJWTSecret()
}

func (c *Config) lacksSigningKey() bool {
	return c.Secrets.SigningKey == "" && c.Auth.JWTAlgorithm != "HS256" && !c.Auth.ListsKeys()
}

func (c *Config) lacksJWTSecret() bool {
	return c.Auth.JWTSecret == "" && c.Auth.JWTAlgorithm == "HS256" && !c.Auth.ListsKeys()
}

// readSecrets also makes the file private, in case it was copied with wider
// permissions.
func readSecrets(path string) (storedSecrets, error) {
	var stored storedSecrets
	data, err := os.ReadFile(path)
	if err != nil {
		return stored, fmt.Errorf("read secrets: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return stored, fmt.Errorf("protect secrets: %w", err)
	}
	if err := toml.Unmarshal(data, &stored); err != nil {
		return stored, fmt.Errorf("read secrets: %s is not as it was written: delete it to have it made anew", path)
	}
	if missing := stored.missing(); missing != "" {
		return stored, fmt.Errorf("read secrets: %s has no %s: delete it to have it made anew", path, missing)
	}
	return stored, nil
}

func (k storedSecrets) missing() string {
	switch {
	case k.MasterKey == "":
		return "master_key"
	case k.SigningKey == "":
		return "signing_key"
	case len(k.CookieKeys) == 0:
		return "cookie_keys"
	case k.PublishableKey == "":
		return "publishable_key"
	case k.SecretKey == "":
		return "secret_key"
	case k.JWTSecret == "":
		return "jwt_secret"
	}
	return ""
}

// createSecrets writes the file under another name and links it to its own. Unlike
// a rename, a link fails when the name is taken: of several processes one creates
// the file, and nobody reads half of it.
func createSecrets(path string, random io.Reader, makeKey KeyMaker) (created bool, err error) {
	stored, err := makeSecrets(random, makeKey)
	if err != nil {
		return false, fmt.Errorf("make secrets: %w", err)
	}
	data, err := toml.Marshal(stored)
	if err != nil {
		return false, fmt.Errorf("make secrets: %w", err)
	}
	// CreateTemp gives mode 0600.
	temporary, err := os.CreateTemp(filepath.Dir(path), "secrets-*.tmp")
	if err != nil {
		return false, fmt.Errorf("write secrets: %w", err)
	}
	defer func() { _ = os.Remove(temporary.Name()) }() // a leftover does no harm
	_, err = temporary.WriteString(storedSecretsHead + string(data))
	if err := errors.Join(err, temporary.Sync(), temporary.Close()); err != nil {
		return false, fmt.Errorf("write secrets: %w", err)
	}
	err = os.Link(temporary.Name(), path)
	if errors.Is(err, fs.ErrExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("write secrets: %w", err)
	}
	return true, nil
}

func (c *Config) fillFrom(stored storedSecrets) {
	fill := func(field *string, value string) {
		if *field == "" {
			*field = value
		}
	}
	fill(&c.Secrets.MasterKey, stored.MasterKey)
	fill(&c.Auth.PublishableKey, stored.PublishableKey)
	fill(&c.Auth.SecretKey, stored.SecretKey)
	if len(c.Secrets.CookieKeys) == 0 {
		c.Secrets.CookieKeys = stored.CookieKeys
	}
	if c.lacksSigningKey() {
		c.Secrets.SigningKey = stored.SigningKey
	}
	if c.lacksJWTSecret() {
		c.Auth.JWTSecret = stored.JWTSecret
	}
}
