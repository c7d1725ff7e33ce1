package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"

	"phonelogin/auth/keyring"
	"phonelogin/auth/tokens"
	"phonelogin/config"
	"phonelogin/models/phone"
)

// defaultFile is read if no settings file is named.
const defaultFile = "phonelogin.toml"

// unusable is an error in settings or command line: trying again does not help.
type unusable struct{ error }

func isUnusable(err error) bool {
	var u unusable
	return errors.As(err, &u)
}

// settings loads and checks the settings; in development it makes missing secrets.
// All problems are reported at once.
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

// readers connects the rooms that parse keys and numbers to package config.
func readers() config.Readers {
	return config.Readers{
		SigningKeys: keyring.Check,
		Number: func(number string) (string, error) {
			n, err := phone.ParseWire(number)
			return string(n), err
		},
	}
}
