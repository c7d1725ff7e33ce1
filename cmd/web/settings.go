package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"

	"phonelogin/auth/keyring"
	"phonelogin/auth/phone"
	"phonelogin/auth/tokens"
	"phonelogin/config"
)

// defaultFile is read where no settings file is named.
const defaultFile = "phonelogin.toml"

// unusable is an error in the settings: trying again will not help.
type unusable struct{ error }

func isUnusable(err error) bool {
	var u unusable
	return errors.As(err, &u)
}

// settings reads and judges the settings; in development missing secrets are
// made. All problems are told at once.
func (s *environment) settings() (*config.Config, error) {
	path := s.config
	if path == "" {
		if _, err := os.Stat(defaultFile); err == nil {
			path = defaultFile
		}
	}
	c, err := config.Load(path, s.variables)
	if err != nil {
		return nil, unusable{fmt.Errorf("the settings cannot be read:\n%w", err)}
	}
	if err := c.Check(readers()); err != nil {
		return c, unusable{fmt.Errorf("the settings cannot be used:\n%w", err)}
	}
	if _, err := config.FillDevelopmentSecrets(c, rand.Reader, tokens.MakeKey); err != nil {
		return c, fmt.Errorf("make secrets: %w", err)
	}
	return c, nil
}

// readers are the rooms that read keys and numbers.
func readers() config.Readers {
	return config.Readers{
		SigningKeys: keyring.Check,
		Number: func(number string) (string, error) {
			n, err := phone.ParseWire(number)
			return string(n), err
		},
	}
}
